using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Analysis;

/// <summary>Every hypothesis finds the fault that was planted, and no other hypothesis matches it.</summary>
public sealed class HypothesisTests
{
    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] Std = [0.229f, 0.224f, 0.225f];

    private TemporaryFolder _folder = null!;
    private PlantedReference _planted = null!;

    private static IEnumerable<TestCaseData> Faults =>
    [
        Fault("padding off by one", "conv1", "padded (0, 0) before and (0, 0) after", Conv(c => (c.Weight, 0))),
        Fault("padding off by one", "conv2", "padded (2, 2) before and (2, 2) after", Conv(c => (c.Weight, 2))),
        Fault("padding off by one", "maxpool", "(0, 0) before", _ => new MaxPool2d(3, 2)),
        Fault("ceil_mode", "maxpool", "ceil_mode=True", _ => new MaxPool2d(3, 2, 1, 1, ceilMode: true)),
        Fault("ceil_mode", "avgpool", "ceil_mode=True", _ => new AvgPool2d(3, 2, 1, ceilMode: true)),
        Fault("count_include_pad", "avgpool", "count_include_pad=False", _ => new AvgPool2d(3, 2, 1, false, false)),
        Fault("BN eps", "bn1", "eps=0.001, not 1E-05", Norm(0.001f)),
        Fault("BN eps", "bn1", "eps=0.0137, not", Norm(0.0137f)),
        Fault("weight layout", "conv1", "ours read as OHWI", Conv(c => (Ohwi(c.Weight), 1))),
        Fault("weight layout", "conv2", "ours read as IOHW", Conv(c => (Swapped(c.Weight), 1))),
        Fault("weight layout", "fc", "transposed", op => new Linear(Swapped(((Linear)op).Weight), ((Linear)op).Bias)),
        Fault("half-precision weights", "conv1", "float16", op => new Conv2d(
            Rounded(((Conv2d)op).Weight, Half16), Rounded(((Conv2d)op).Bias!, Half16), 1, 1, 1)),
        Fault("half-precision weights", "conv2", "bfloat16", Conv(c => (Rounded(c.Weight, BFloat16), 1))),
        Fault("half-precision weights", "fc", "float16", op => new Linear(
            Rounded(((Linear)op).Weight, Half16), Rounded(((Linear)op).Bias!, Half16))),
        Fault("other activation", "relu", "LeakyReLU(negative_slope=0.1), not ReLU", _ => new LeakyReLU(0.1f)),
        Fault("other activation", "silu", "Hardswish", _ => new Hardswish()),
        Fault("other activation", "silu", "approximate='tanh'", _ => new GELU("tanh")),
        Fault("other activation", "silu", "approximate='none'", _ => new GELU()),
    ];

    [SetUp]
    public void MakeFolder() => _planted = new PlantedReference(_folder = new TemporaryFolder());

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Faults))]
    public void OperatorWithAFault_IsNamed(string hypothesis, string node, string claim, object change)
    {
        Func<Operator, Operator> fault = (Func<Operator, Operator>)change;
        Network theirs = PlantedReference.Build((name, right) => name == node ? fault(right) : right);
        Dictionary<string, Tensor> nodes = PlantedReference.Activations(theirs, PlantedReference.Image);

        AssertNamed(_planted.Write(PlantedReference.Image, nodes), node, hypothesis, claim);
    }

    [Test]
    public void TensorFlowsSame_AtStrideTwo_IsAPaddingOffByOne()
    {
        Dictionary<string, Tensor> nodes =
            PlantedReference.Activations(PlantedReference.Build(), PlantedReference.Image);
        Tensor relu = nodes["relu"];
        Tensor padded = new([2, 8, 15, 12]);
        padded.Values.Fill(float.NegativeInfinity);
        for (int plane = 0; plane < 16; plane++)
        {
            for (int y = 0; y < 14; y++)
            {
                relu.Channel(plane / 8, plane % 8).Slice(y * 11, 11)
                    .CopyTo(padded.Channel(plane / 8, plane % 8)[(y * 12)..]);
            }
        }

        nodes["maxpool"] = OperatorRun.Run(Device.Reference, new MaxPool2d(3, 2), padded);

        string claim = "padded (0, 0) before and (1, 1) after";
        AssertNamed(_planted.Write(PlantedReference.Image, nodes), "maxpool", "padding off by one", claim);
    }

    [Test]
    public void BatchNormOverwrittenByAnInPlaceReLU_IsNamed()
    {
        Dictionary<string, Tensor> nodes =
            PlantedReference.Activations(PlantedReference.Build(), PlantedReference.Image);
        nodes["bn1"] = nodes["relu"];

        ReferenceFile reference = _planted.Write(PlantedReference.Image, nodes);

        Verification result =
            AssertNamed(reference, "bn1", "reference captured after an in-place ReLU", "those after ReLU");
        Assert.That(result.Count(Verdict.Wrong), Is.EqualTo(1), "the ReLU itself gives the same again");
    }

    [Test]
    public void ProductsInTf32_AreNamed([Values("conv1", "fc")] string node)
    {
        Network network = PlantedReference.Build();
        Dictionary<string, Tensor> nodes = PlantedReference.Activations(network, PlantedReference.Image);
        Operator rounded = network[node].Operator switch
        {
            Conv2d c => new Conv2d(Rounded(c.Weight, Tf32), c.Bias, c.Stride, c.Padding, c.Dilation, c.Groups),
            Linear linear => new Linear(Rounded(linear.Weight, Tf32), linear.Bias),
            _ => throw new NotSupportedException(node),
        };
        Tensor input = node == "fc" ? nodes["flatten"] : PlantedReference.Image;
        nodes[node] = OperatorRun.Run(Device.Reference, rounded, Rounded(input, Tf32));
        Dictionary<string, string> metadata = new() { ["device"] = "cuda", ["tf32_cudnn"] = "True" };

        ReferenceFile reference = _planted.Write(PlantedReference.Image, nodes, metadata);

        AssertNamed(reference, node, "TF32 reference", "device cuda, tf32_cudnn True");
    }

    [TestCase("BGR input", "blue, green, red", 0)]
    [TestCase("BGR input", "swapped after the normalisation", 1)]
    [TestCase("missing /255", "as if they were 0 to 1", 2)]
    [TestCase("missing /255", "bytes from 0 to 255, not normalised", 3)]
    [TestCase("missing mean/std", "values from 0 to 1, not normalised", 4)]
    public void InputThatPyTorchSawOtherwise_IsNamed(string hypothesis, string claim, int fault)
    {
        Dictionary<string, Tensor> nodes =
            PlantedReference.Activations(PlantedReference.Build(), Faulty(PlantedReference.Image, fault));

        AssertNamed(_planted.Write(PlantedReference.Image, nodes), "conv1", hypothesis, claim);
    }

    [TestCase("BGR input", "blue, green, red", 0)]
    [TestCase("missing /255", "as if they were 0 to 1", 2)]
    [TestCase("missing mean/std", "values from 0 to 1, not normalised", 4)]
    [TestCase("other resize", "squeezed", 5)]
    public void InputThatIsNotTheImage_IsNamed(string hypothesis, string claim, int fault)
    {
        Tensor input = Faulty(PlantedReference.Image, fault);
        Dictionary<string, Tensor> nodes = PlantedReference.Activations(PlantedReference.Build(), input);

        AssertNamed(_planted.Write(input, nodes), "x", hypothesis, claim, withImage: true);
    }

    [Test]
    public void FaultWithoutHypothesis_StaysUnexplained()
    {
        Dictionary<string, Tensor> nodes =
            PlantedReference.Activations(PlantedReference.Build(), PlantedReference.Image);
        nodes["conv2"].Values[17] += 1f;

        Verification result = Verify(_planted.Write(PlantedReference.Image, nodes), withImage: true);

        Assert.That(result.FirstDivergence?.Node.Name, Is.EqualTo("conv2"));
        Assert.That(result.Explanation, Is.Null);
    }

    private static Verification AssertNamed(
        ReferenceFile reference, string node, string hypothesis, string claim, bool withImage = false)
    {
        Verification result = Verify(reference, withImage);
        Assert.That(result.FirstDivergence?.Node.Name, Is.EqualTo(node));
        Assert.That(result.Explanation?.Hypothesis, Is.EqualTo(hypothesis), result.Explanation?.ToString());
        Assert.That(result.Explanation!.Claim, Does.Contain(claim));
        Assert.That(result.Explanation.Remedy, Is.Not.Empty);
        return result;
    }

    private static Verification Verify(ReferenceFile reference, bool withImage) =>
        new Verifier(PlantedReference.Build(), reference, Device.Cpu())
        {
            Image = withImage
                ?
                [
                    new("right", PlantedReference.Image, 0),
                    new("squeezed", Faulty(PlantedReference.Image, 5), 0.01f),
                ]
                : [],
        }.Run();

    private static Tensor Faulty(Tensor image, int fault)
    {
        Tensor faulty = new(image.Shape);
        for (int i = 0; i < faulty.Values.Length; i++)
        {
            int plane = image.Shape.Height * image.Shape.Width;
            int c = i / plane % 3;
            float swapped = image.Values[i + ((2 - (2 * c)) * plane)];
            float value = (image.Values[i] * Std[c]) + Mean[c];
            faulty.Values[i] = fault switch
            {
                0 => ((swapped * Std[2 - c]) + Mean[2 - c] - Mean[c]) / Std[c],
                1 => swapped,
                2 => ((value * 255) - Mean[c]) / Std[c],
                3 => value * 255,
                4 => value,
                _ => image.Values[i / plane * plane],
            };
        }

        return faulty;
    }

    private static TestCaseData Fault(
        string hypothesis, string node, string claim, Func<Operator, Operator> change) =>
        new TestCaseData(hypothesis, node, claim, change).SetArgDisplayNames(hypothesis, node, claim);

    private static Func<Operator, Operator> Conv(Func<Conv2d, (Tensor Weight, int Padding)> change) => right =>
    {
        Conv2d convolution = (Conv2d)right;
        (Tensor weight, int padding) = change(convolution);
        return new Conv2d(weight, convolution.Bias, convolution.Stride, padding, convolution.Dilation);
    };

    private static Func<Operator, Operator> Norm(float eps) => right =>
    {
        BatchNorm2d norm = (BatchNorm2d)right;
        return new BatchNorm2d(norm.Weight, norm.Bias, norm.RunningMean, norm.RunningVar, eps);
    };

    /// <summary>The array read as [O,H,W,I].</summary>
    private static Tensor Ohwi(Tensor weight)
    {
        Shape shape = weight.Shape;
        Tensor read = new(shape);
        for (int i = 0, o = 0; o < shape[0]; o++)
        {
            for (int place = 0; place < shape[2] * shape[3]; place++)
            {
                for (int c = 0; c < shape[1]; c++, i++)
                {
                    read[o, c, place / shape[3], place % shape[3]] = weight.Values[i];
                }
            }
        }

        return read;
    }

    /// <summary>The first two axes, of one size, swapped.</summary>
    private static Tensor Swapped(Tensor weight)
    {
        int size = weight.Shape[0];
        int inner = weight.Shape.Count / (size * size);
        Tensor swapped = new(weight.Shape);
        for (int i = 0; i < weight.Shape.Count; i++)
        {
            (int row, int column) = (i / inner / size, i / inner % size);
            swapped.Values[(((column * size) + row) * inner) + (i % inner)] = weight.Values[i];
        }

        return swapped;
    }

    internal static Tensor Rounded(Tensor tensor, Func<float, float> round)
    {
        Tensor rounded = new(tensor.Shape);
        for (int i = 0; i < rounded.Values.Length; i++)
        {
            rounded.Values[i] = round(tensor.Values[i]);
        }

        return rounded;
    }

    internal static float Half16(float value) => (float)(Half)value;

    /// <summary>Rounds to 8 significant binary digits, by arithmetic.</summary>
    private static float BFloat16(float value) => ToDigits(value, 8);

    internal static float Tf32(float value) => ToDigits(value, 11);

    private static float ToDigits(float value, int digits)
    {
        double unit = Math.Pow(2, Math.Floor(Math.Log2(Math.Abs(value))) - digits + 1);
        return value == 0 ? 0 : (float)(Math.Round(value / unit, MidpointRounding.ToEven) * unit);
    }
}
