using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Windows that slide through volumes [N,C,D,H,W], made of those that slide over images: a volume is a stack of slices,
/// and what a window does to a stack is the sum (or the maximum) of what each of its layers does to one slice.
/// <code>
/// conv3d(x)[d] = sum over kd of conv2d(x[d*stride - padding + kd*dilation], weight[:,:,kd])
/// </code>
/// It is slower than a kernel of its own would be, and right on every device.
/// </summary>
internal sealed class OnnxVolumes
{
    private readonly OnnxCall _call;
    private readonly Shape _input;
    private readonly int[] _stride;
    private readonly int[] _dilation;
    private readonly int[] _pads;

    private OnnxVolumes(OnnxCall call)
    {
        _call = call;
        _input = call.ShapeOf(0);
        _stride = Three("strides", 1);
        _dilation = Three("dilations", 1);
        _pads = call.Node.Ints("pads") ?? new int[6];
        if (_pads.Length != 6 || _pads.Min() < 0 || _stride.Min() < 1 || _dilation.Min() < 1)
        {
            throw call.Node.Error(
                $"has pads {Axis.List(_pads)}, strides {Axis.List(_stride)} and dilations {Axis.List(_dilation)}; "
                + "expected six of at least 0, and three each of at least 1");
        }

        if (call.Node.Text("auto_pad", "NOTSET") is not ("NOTSET" or "VALID") || call.Node.Flag("ceil_mode", false))
        {
            throw new OnnxRefusal("slides through a volume with auto_pad or ceil_mode");
        }
    }

    private Extent2d Stride => (_stride[1], _stride[2]);

    private Extent2d Dilation => (_dilation[1], _dilation[2]);

    private Padding2d Padding => new((_pads[1], _pads[2]), (_pads[4], _pads[5]));

    /// <summary>Whether an operator slides through a volume.</summary>
    public static bool Has(OnnxCall call) => call.RankOf(0) == 5;

    public static void Conv(OnnxCall call)
    {
        OnnxVolumes volume = new(call);
        (Tensor weight, Tensor? bias) = (call.Weight(1, "weight"), call.OptionalWeight(2, "bias"));
        int groups = call.Node.Int("group", 1);
        Operator Layer(int kd) => new Conv2d(
            LayerOf(call, weight, kd), kd == 0 ? bias : null, volume.Stride, volume.Padding, volume.Dilation, groups);
        Node sum = volume.OverLayers(LayersOf(weight), filler: 0f, Layer, () => new Add());
        volume.Finish(sum);
    }

    public static void MaxPool(OnnxCall call)
    {
        OnnxVolumes volume = new(call);
        int[] kernel = volume.Three("kernel_shape", 1);
        MaxPool2d pool = new((kernel[1], kernel[2]), volume.Stride, volume.Padding, volume.Dilation);
        volume.Finish(volume.OverLayers(kernel[0], float.NegativeInfinity, _ => pool, () => new Maximum()));
    }

    public static void AveragePool(OnnxCall call)
    {
        OnnxVolumes volume = new(call);
        int[] kernel = volume.Three("kernel_shape", 1);
        bool countIncludePad = call.Node.Flag("count_include_pad", false);
        if (!countIncludePad && volume._pads.Any(pad => pad != 0))
        {
            throw new OnnxRefusal("averages the parts of windows that lie inside a volume");
        }

        AvgPool2d pool = new((kernel[1], kernel[2]), volume.Stride, volume.Padding, countIncludePad: true);
        Node sum = volume.OverLayers(kernel[0], filler: 0f, _ => pool, () => new Add());
        volume.Finish(call.Inner("mean", new Div(), sum, call.Inner("layers", new Tensor([], [kernel[0]]))));
    }

    /// <summary>Every slice stamps as many slices as the filter has layers; those that meet add up.</summary>
    public static void ConvTranspose(OnnxCall call)
    {
        OnnxVolumes volume = new(call);
        (Tensor weight, Tensor? bias) = (call.Weight(1, "weight"), call.OptionalWeight(2, "bias"));
        int[] more = volume.Three("output_padding", 0);
        (int depth, int stride, int layers) = (volume._input[2], volume._stride[0], LayersOf(weight));
        volume.CheckDepth(((depth - 1L) * stride) + ((layers - 1L) * volume._dilation[0]) + 1 + more[0]);
        int length = ((depth - 1) * stride) + ((layers - 1) * volume._dilation[0]) + 1 + more[0]
            - volume._pads[0] - volume._pads[3];
        if (call.Node.Has("output_shape"))
        {
            throw new OnnxRefusal("gives the output_shape of a volume");
        }

        Node slices = volume.Slices(call.Inner("depth", new Permute([0, 2, 1, 3, 4]), call.Input(0)));
        Node? sum = null;
        for (int kd = 0; kd < layers; kd++)
        {
            ConvTranspose2d layer = new(
                LayerOf(call, weight, kd),
                null,
                volume.Stride,
                volume.Padding,
                (more[1], more[2]),
                volume.Dilation,
                call.Node.Int("group", 1));
            Node spread = volume.Spread(call.Inner("layer", layer, slices), depth, stride);
            int first = (kd * volume._dilation[0]) - volume._pads[0];
            Pad place = new((int[])[0, first, 0, 0, 0], (int[])[0, length - first - (depth * stride), 0, 0, 0]);
            Node placed = call.Inner("placed", place, spread);
            sum = sum is null ? placed : call.Inner("sum", new Add(), sum, placed);
        }

        Permute channelsFirst = new([0, 2, 1, 3, 4]);
        if (bias is null)
        {
            call.Emit(channelsFirst, sum!);
        }
        else
        {
            Node offset = call.Inner("bias", bias.Reshape([bias.Shape.Count, 1, 1, 1]));
            call.Emit(new Add(), call.Inner("volume", channelsFirst, sum!), offset);
        }
    }

    /// <summary>KD of filters [O,C,KD,KH,KW].</summary>
    private static int LayersOf(Tensor weight) => weight.Shape is { Rank: 5, Count: > 0 } shape
        ? shape[2]
        : throw new ShapeException($"expected a weight of five axes for a volume, got {weight.Shape}");

    /// <summary>The layer kd of filters [O,C,KD,KH,KW].</summary>
    private static Tensor LayerOf(OnnxCall call, Tensor weight, int kd)
    {
        Shape shape = weight.Shape;
        int plane = shape[3] * shape[4];
        call.TakeNow([shape[0], shape[1], shape[3], shape[4]]);
        Tensor layer = new([shape[0], shape[1], shape[3], shape[4]]);
        for (int filter = 0; filter < shape[0] * shape[1]; filter++)
        {
            weight.Values.Slice(((filter * shape[2]) + kd) * plane, plane).CopyTo(layer.Values[(filter * plane)..]);
        }

        return layer;
    }

    /// <summary>The extents C, H, W of a node.</summary>
    private static IEnumerable<ShapeTerm> ImageOf(Node node, int firstAxis) =>
        Enumerable.Range(firstAxis, 3).Select(axis => new ShapeTerm.ExtentTerm(node.Index, axis));

    /// <summary>A volume lies in memory as images do, and so do its limits.</summary>
    private void CheckDepth(long slices)
    {
        long most = Math.Max(_pads.Max(), Math.Max(_stride.Max(), slices));
        if (most > WindowBounds.LongestAxis)
        {
            throw new ShapeException(
                $"slides over {slices} slices with pads {Axis.List(_pads)} and strides {Axis.List(_stride)}; "
                + $"at most {WindowBounds.LongestAxis} are supported");
        }
    }

    private int[] Three(string attribute, int fallback)
    {
        int[] values = _call.Node.Ints(attribute) ?? [fallback, fallback, fallback];
        return values.Length == 3
            ? values
            : throw _call.Node.Error($"{attribute} has {values.Length} numbers, expected 3");
    }

    /// <summary>What <paramref name="join"/> makes of all layers of a window, as [N,OD,O,OH,OW].</summary>
    private Node OverLayers(int layers, float filler, Func<int, Operator> layer, Func<Operator> join)
    {
        long padded = (long)_input[2] + _pads[0] + _pads[3];
        long reach = ((layers - 1L) * _dilation[0]) + 1;
        CheckDepth(Math.Max(padded, reach));
        if (layers < 1 || reach > padded)
        {
            throw new ShapeException(
                $"the window of {layers} slices, {_dilation[0]} apart, does not fit the input {_input} with "
                + $"pads {Axis.List(_pads)}");
        }

        Node depthFirst = _call.Inner("depth", new Permute([0, 2, 1, 3, 4]), _call.Input(0));
        Pad pad = new((int[])[0, _pads[0], 0, 0, 0], (int[])[0, _pads[3], 0, 0, 0], PadMode.Constant, filler);
        Node source = padded == _input[2] ? depthFirst : _call.Inner("padded", pad, depthFirst);
        int positions = (int)((padded - reach) / _stride[0]) + 1;
        Node? result = null;
        for (int kd = 0; kd < layers; kd++)
        {
            int first = kd * _dilation[0];
            int end = first + ((positions - 1) * _stride[0]) + 1;
            Node seen = _call.Inner("seen", new Slice((int[])[first], (int[])[end], [1], [_stride[0]]), source);
            Node part = _call.Inner("layer", layer(kd), Slices(seen));
            result = result is null ? part : _call.Inner("joined", join(), result, part);
        }

        return Stacked(result!, positions);
    }

    /// <summary>[N,D,C,H,W] as the images [N*D,C,H,W].</summary>
    private Node Slices(Node volume)
    {
        LentShapes lent = _call.Lend(volume);
        ShapeFormula images = lent.Map([-1, .. ImageOf(volume, firstAxis: 2)]);
        return _call.Inner("slices", new Reshape(images), lent.Inputs);
    }

    /// <summary>Images [N*D,C,H,W] as [N,D,C,H,W].</summary>
    private Node Stacked(Node images, int depth)
    {
        LentShapes lent = _call.Lend(images);
        ShapeFormula volume = lent.Map([-1, depth, .. ImageOf(images, firstAxis: 1)]);
        return _call.Inner("stacked", new Reshape(volume), lent.Inputs);
    }

    /// <summary>Images as [N,D*stride,C,H,W], with stride - 1 slices of zeros behind each.</summary>
    private Node Spread(Node images, int depth, int stride)
    {
        Node stacked = Stacked(images, depth);
        Node single = _call.Inner("single", new Unsqueeze([2]), stacked);
        Pad zeros = new((int[])[0, 0, 0, 0, 0, 0], (int[])[0, 0, stride - 1, 0, 0, 0]);
        Node spread = _call.Inner("spread", zeros, single);
        LentShapes lent = _call.Lend(spread);
        ShapeFormula volume = lent.Map([-1, depth * stride, .. ImageOf(spread, firstAxis: 3)]);
        return _call.Inner("apart", new Reshape(volume), lent.Inputs);
    }

    private void Finish(Node depthFirst) => _call.Emit(new Permute([0, 2, 1, 3, 4]), depthFirst);
}
