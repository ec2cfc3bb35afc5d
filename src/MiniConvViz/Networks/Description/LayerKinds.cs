using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Description;

/// <summary>
/// The layers that a description may contain: PyTorch's modules, with PyTorch's arguments and defaults. The fields of
/// each are read at once; the layer is added when a network is built.
/// </summary>
internal static class LayerKinds
{
    private const int MostChannels = 1 << 16;
    private const int LargestWindow = 1 << 10;
    private const long LargestWeight = 1L << 28;

    private static readonly Dictionary<string, Func<LayerFields, string, DescribedLayer>> Readers = new()
    {
        ["Conv2d"] = Conv2d,
        ["BatchNorm2d"] = BatchNorm2d,
        ["Linear"] = Linear,
        ["MaxPool2d"] = MaxPool2d,
        ["AvgPool2d"] = AvgPool2d,
        ["AdaptiveAvgPool2d"] = (fields, name) =>
            Plain(name, new AdaptiveAvgPool2d(fields.Extent("output_size", 1, LargestWindow, otherwise: null))),
        ["Flatten"] = (_, name) => Plain(name, new Flatten()),
        ["Dropout"] = (fields, name) => Plain(name, new Dropout(fields.Number("p", 0.5f))),
        ["Identity"] = (_, name) => Plain(name, new Identity()),
        ["ReLU"] = (_, name) => Plain(name, new ReLU()),
        ["ReLU6"] = (_, name) => Plain(name, new ReLU6()),
        ["LeakyReLU"] = (fields, name) => Plain(name, new LeakyReLU(fields.Number("negative_slope", 0.01f))),
        ["SiLU"] = (_, name) => Plain(name, new SiLU()),
        ["Hardswish"] = (_, name) => Plain(name, new Hardswish()),
        ["GELU"] = (_, name) => Plain(name, new GELU()),
        ["ELU"] = (fields, name) => Plain(name, new ELU(fields.Number("alpha", 1f))),
        ["Sigmoid"] = (_, name) => Plain(name, new Sigmoid()),
        ["Tanh"] = (_, name) => Plain(name, new Tanh()),
        ["Softmax"] = (fields, name) => Plain(name, new Softmax(fields.Whole("dim", -4, 3, otherwise: 1))),
    };

    /// <summary>The layer of that kind.</summary>
    /// <exception cref="UnreadableInputException">There is no such kind, or its fields are wrong.</exception>
    public static DescribedLayer Read(string kind, string name, LayerFields fields)
    {
        if (!Readers.TryGetValue(kind, out Func<LayerFields, string, DescribedLayer>? read))
        {
            throw fields.Problem($"'{PrintableText.Of(kind)}' is no kind of layer; the kinds are "
                + $"{string.Join(", ", Readers.Keys)} and Residual");
        }

        try
        {
            return read(fields, name);
        }
        catch (ShapeException problem)
        {
            throw fields.Problem(problem.Message);
        }
    }

    private static DescribedLayer Conv2d(LayerFields fields, string name)
    {
        int channels = fields.Whole("in_channels", 1, MostChannels);
        int outputs = fields.Whole("out_channels", 1, MostChannels);
        Extent2d kernel = fields.Extent("kernel_size", 1, LargestWindow, otherwise: null);
        Extent2d stride = fields.Extent("stride", 1, LargestWindow, otherwise: 1);
        Extent2d padding = fields.Extent("padding", 0, LargestWindow, otherwise: 0);
        Extent2d dilation = fields.Extent("dilation", 1, LargestWindow, otherwise: 1);
        int groups = fields.Whole("groups", 1, MostChannels, otherwise: 1);
        bool bias = fields.Flag("bias", otherwise: true);
        if (channels % groups != 0 || outputs % groups != 0)
        {
            throw fields.Problem($"'groups' is {groups}, expected a divisor of {channels} and {outputs} channels");
        }

        CheckSize(fields, (long)outputs * (channels / groups) * kernel.Y * kernel.X);
        return new DescribedLayer($"{name}.weight", outputs, (net, x, classes) =>
            net.Conv2d(name, x, channels, classes ?? outputs, kernel, stride, padding, dilation, groups, bias));
    }

    private static DescribedLayer Linear(LayerFields fields, string name)
    {
        int inputs = fields.Whole("in_features", 1, int.MaxValue);
        int outputs = fields.Whole("out_features", 1, int.MaxValue);
        bool bias = fields.Flag("bias", otherwise: true);
        CheckSize(fields, (long)inputs * outputs);
        return new DescribedLayer(
            $"{name}.weight", outputs, (net, x, classes) => net.Linear(name, x, inputs, classes ?? outputs, bias));
    }

    private static DescribedLayer BatchNorm2d(LayerFields fields, string name)
    {
        int channels = fields.Whole("num_features", 1, MostChannels);
        float eps = fields.Number("eps", 1e-5f);
        return new DescribedLayer(null, 0, (net, x, _) => net.BatchNorm2d(name, x, channels, eps));
    }

    private static DescribedLayer MaxPool2d(LayerFields fields, string name)
    {
        (Extent2d kernel, Extent2d stride, Extent2d padding) = Window(fields);
        Extent2d dilation = fields.Extent("dilation", 1, LargestWindow, otherwise: 1);
        bool ceil = fields.Flag("ceil_mode", otherwise: false);
        return Plain(name, new MaxPool2d(kernel, stride, padding, dilation, ceil));
    }

    private static DescribedLayer AvgPool2d(LayerFields fields, string name)
    {
        (Extent2d kernel, Extent2d stride, Extent2d padding) = Window(fields);
        bool ceil = fields.Flag("ceil_mode", otherwise: false);
        bool countsPadding = fields.Flag("count_include_pad", otherwise: true);
        return Plain(name, new AvgPool2d(kernel, stride, padding, ceil, countsPadding));
    }

    private static (Extent2d Kernel, Extent2d Stride, Extent2d Padding) Window(LayerFields fields)
    {
        Extent2d kernel = fields.Extent("kernel_size", 1, LargestWindow, otherwise: null);
        return (
            kernel,
            fields.Extent("stride", 1, LargestWindow, otherwise: kernel),
            fields.Extent("padding", 0, LargestWindow, otherwise: 0));
    }

    private static DescribedLayer Plain(string name, Operator @operator) =>
        new(null, 0, (net, x, _) => net.Apply(name, @operator, x));

    private static void CheckSize(LayerFields fields, long elements)
    {
        if (elements > LargestWeight)
        {
            throw fields.Problem($"its weight would have {elements} elements, expected at most {LargestWeight}");
        }
    }
}
