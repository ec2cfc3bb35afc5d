using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Analysis;

/// <summary>
/// Faults planted in layers that <see cref="PlantedReference"/> does not contain, each in a network of one layer.
/// </summary>
public sealed class LayerHypothesisTests
{
    private static readonly Tensor Bias = SmallNetworks.Random([6], 2);
    private static readonly Tensor Filters = SmallNetworks.Random([6, 3, 5], 1);
    private static readonly Tensor Stamps = SmallNetworks.Random([6, 6, 3, 3], 3);

    private TemporaryFolder _folder = null!;

    private static IEnumerable<TestCaseData> Faults =>
    [
        Fault("padding off by one", "padded (0, 1) before and (0, 1) after", Convolution(2), Convolution(1)),
        Fault("padding off by one", "(0, 3) after", Convolution(2), Convolution(new Padding2d((0, 1), (0, 3)))),
        Fault("padding off by one", "(0, 0) before", new MaxPool1d(3, 2, 1), new MaxPool1d(3, 2)),
        Fault("padding off by one", "(0, 0) before", new AvgPool1d(3, 2, 1), new AvgPool1d(3, 2)),
        Fault("ceil_mode", "=True", new MaxPool1d(4, 2), new MaxPool1d(4, 2, ceilMode: true)),
        Fault("ceil_mode", "=False", new AvgPool1d(4, 2, 0, true), new AvgPool1d(4, 2)),
        Fault("count_include_pad", "=False", new AvgPool1d(3, 2, 1), new AvgPool1d(3, 2, 1, false, false)),
        Fault("weight layout", "ours read as OIHW, not IOHW", Transposed(Stamps, Bias), Transposed(Swapped(), Bias)),
        Fault(
            "align_corners",
            "align_corners=True), not",
            new Upsample([2.0, 3.0], ResizeRule.Linear()),
            new Upsample([2.0, 3.0], ResizeRule.Linear(alignCorners: true))),
        Fault(
            "align_corners",
            "mode=cubic), not",
            new Upsample((int[])[9, 11], ResizeRule.Nearest),
            new Upsample((int[])[9, 11], ResizeRule.Cubic())),
        Fault("replace_stride_with_dilation", "stride=(1, 1), padding=(1, 1), dilation=(1, 1)", Image(2), Image(1)),
        Fault("replace_stride_with_dilation", "stride=(1, 1), padding=(2, 2), dilation=(2, 2)", Image(2), Image(1, 2)),
        Fault("replace_stride_with_dilation", "stride=(1, 1), padding=(4, 4), dilation=(4, 4)", Image(1), Image(1, 4)),
        Fault(
            "eps",
            "eps=0.001, not 1E-05",
            new LayerNorm([5], null, SmallNetworks.Random([5])),
            new LayerNorm([5], null, SmallNetworks.Random([5]), 1e-3f)),
        Fault("eps", "eps=0.001, not 1E-05", new GroupNorm(2, 6, null, Bias), new GroupNorm(2, 6, null, Bias, 1e-3f)),
        Fault(
            "eps",
            "eps=0.001, not 1E-05",
            new InstanceNorm2d(6, Bias, null),
            new InstanceNorm2d(6, Bias, null, 1e-3f)),
        Fault(
            "half-precision weights",
            "float16",
            Transposed(Stamps, Bias),
            Transposed(
                HypothesisTests.Rounded(Stamps, HypothesisTests.Half16),
                HypothesisTests.Rounded(Bias, HypothesisTests.Half16))),
    ];

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Faults))]
    public void LayerWithAFault_IsNamed(string hypothesis, string claim, object ours, object theirs)
    {
        Tensor input = InputOf((Operator)ours);
        Tensor output = OperatorRun.Run(Device.Reference, (Operator)theirs, input);

        AssertNamed(hypothesis, claim, (Operator)ours, input, output);
    }

    [Test]
    public void TransposedConvolutionInTf32_IsNamed()
    {
        Operator ours = Transposed(Stamps, Bias);
        Operator rounded = Transposed(HypothesisTests.Rounded(Stamps, HypothesisTests.Tf32), Bias);
        Tensor seen = HypothesisTests.Rounded(InputOf(ours), HypothesisTests.Tf32);

        Tensor output = OperatorRun.Run(Device.Reference, rounded, seen);

        AssertNamed("TF32 reference", "rounded inputs and weights", ours, InputOf(ours), output);
    }

    [TestCase(PadMode.Reflect)]
    [TestCase(PadMode.Replicate)]
    [TestCase(PadMode.Circular)]
    public void ConvolutionWithAnotherPaddingMode_IsNamed(PadMode mode)
    {
        Conv2d ours = Image(1);
        Tensor padded = OperatorRun.Run(
            Device.Reference, new Pad((int[])[0, 0, 1, 1], (int[])[0, 0, 1, 1], mode), InputOf(ours));

        Tensor output = OperatorRun.Run(Device.Reference, ours.WithPadding(0), padded);

        string word = mode.ToString().ToLowerInvariant();
        AssertNamed("padding_mode", $"PyTorch had padding_mode='{word}'", ours, InputOf(ours), output);
    }

    private static TestCaseData Fault(string hypothesis, string claim, Operator ours, Operator theirs) =>
        new TestCaseData(hypothesis, claim, ours, theirs).SetArgDisplayNames(hypothesis, $"{theirs}, not {ours}");

    private static Conv1d Convolution(Padding2d padding) => new(Filters, Bias, 2, padding, 1);

    private static Conv2d Image(int stride, int dilation = 1) =>
        new(Stamps, Bias, stride, dilation, dilation);

    private static ConvTranspose2d Transposed(Tensor weight, Tensor bias) => new(weight, bias, 2, 1, 0, 1);

    private static Tensor InputOf(Operator layer) => layer switch
    {
        ConvTranspose2d or Conv2d { Kernel.Y: > 1 } or Upsample or Normalization =>
            SmallNetworks.Random([2, 6, 7, 5]),
        _ => SmallNetworks.Random([2, 3, 21]),
    };

    /// <summary>The filters with the first two axes swapped.</summary>
    private static Tensor Swapped() => OperatorRun.Run(Device.Reference, new Permute([1, 0, 2, 3]), Stamps);

    private void AssertNamed(string hypothesis, string claim, Operator ours, Tensor input, Tensor theirs)
    {
        NetworkBuilder net = new(ModelCard.Unknown("layer"), new BlankParameters());
        net.Apply("layer", ours, net.Apply("input", new Input(input.Shape, new string?[input.Shape.Rank])));
        ReferenceFile reference = new PlantedReference(_folder).Write(input, new() { ["layer"] = theirs });

        Verification result = new Verifier(net.Build(), reference, Device.Cpu()).Run();

        Assert.That(result.FirstDivergence?.Node.Name, Is.EqualTo("layer"));
        Assert.That(result.Explanation?.Hypothesis, Is.EqualTo(hypothesis), result.Explanation?.ToString());
        Assert.That(result.Explanation!.Claim, Does.Contain(claim));
    }
}
