using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Analysis;

/// <summary>The two most common mistakes in a comparison: another image, and another checkpoint.</summary>
public sealed class MistakenRunTests
{
    private TemporaryFolder _folder = null!;
    private PlantedReference _planted = null!;

    [SetUp]
    public void MakeFolder() => _planted = new PlantedReference(_folder = new TemporaryFolder());

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void AnotherImage_IsNamedWithItsChannels()
    {
        Explanation why = ExplainInput((x, c, y, column) => ((y + column) % 2) - (c * 0.5f));

        Assert.Multiple(() =>
        {
            Assert.That(why.Node, Is.EqualTo("x"));
            Assert.That(why.Hypothesis, Is.EqualTo("another image"));
            Assert.That(why.Claim, Does.Match(
                "^on average the reference's input differs from the image in channel 0 by 1\\.\\d+ \\(correlation -?0\\.\\d\\d\\), "
                + "channel 1 by 1\\.\\d+ \\(correlation -?0\\.\\d\\d\\), channel 2 by 1\\.\\d+ \\(correlation -?0\\.\\d\\d\\)$"));
            Assert.That(why.Remedy, Is.EqualTo("give both sides the same image file"));
            Assert.That(why.RelativeL2, Is.Null);
        });
    }

    [Test]
    public void OneOtherChannel_IsNamedAlone()
    {
        Explanation why = ExplainInput((x, c, y, column) => c == 1 ? x + 0.25f + (0.1f * y) : x);

        Assert.Multiple(() =>
        {
            Assert.That(why.Hypothesis, Is.EqualTo("other channels"));
            Assert.That(why.Claim, Does.StartWith(
                "on average the reference's input differs from the image in channel 1 by 0.9 (correlation 0."));
            Assert.That(why.Claim, Does.Not.Contain("channel 0").And.Not.Contain("channel 2"));
        });
    }

    /// <summary>(x * std + mean - 0.5) / 0.25: the pixels are the same, mean and deviation are others.</summary>
    [Test]
    public void OtherNormalisation_IsNamedWithItsMeanAndDeviation()
    {
        float[] mean = [0.485f, 0.456f, 0.406f];
        float[] std = [0.229f, 0.224f, 0.225f];
        Explanation why = ExplainInput((x, c, _, _) => ((x * std[c]) + mean[c] - 0.5f) / 0.25f);

        Assert.Multiple(() =>
        {
            Assert.That(why.Hypothesis, Is.EqualTo("other normalisation"));
            Assert.That(why.Claim, Is.EqualTo(
                "the reference's input has mean 0.5, 0.5, 0.5 and deviation 0.25, 0.25, 0.25"));
        });
    }

    /// <summary>Half of each pixel's right neighbour: the effect of another resize.</summary>
    [Test]
    public void SameImageSmoothed_IsAnotherResize()
    {
        Tensor smooth = PlantedReference.Image;
        Explanation why = ExplainInput(
            (x, c, y, column) => (0.75f * x) + (0.25f * smooth[0, c, y, Math.Min(column + 1, 10)]));

        Assert.That(why.Hypothesis, Is.EqualTo("other resize"), why.Claim);
    }

    [Test]
    public void AnotherCheckpoint_IsNamedWithItsCounts()
    {
        Verification result = Verify((_, right) => OtherWeights(right));

        Assert.Multiple(() =>
        {
            Assert.That(result.Explanation?.Hypothesis, Is.EqualTo("another checkpoint"));
            Assert.That(result.Explanation?.Node, Is.EqualTo("conv1"));
            Assert.That(result.Explanation?.Claim, Is.EqualTo(
                "all 4 nodes with weights are wrong, and none of the 6 without"));
            Assert.That(result.Explanation?.Remedy, Is.EqualTo("load the checkpoint that the reference was written with"));
        });
    }

    /// <summary>A batch norm that was never trained is the same in both.</summary>
    [Test]
    public void AnotherCheckpoint_WithOneEqualNode_IsNamedStill() => Assert.That(
        Verify((name, right) => name == "bn1" ? right : OtherWeights(right)).Explanation?.Claim,
        Is.EqualTo("3 of 4 nodes with weights are wrong, and none of the 6 without"));

    [Test]
    public void OneOtherLayer_IsNotAnotherCheckpoint() => Assert.That(
        Verify((name, right) => name == "conv2" ? OtherWeights(right) : right).Explanation, Is.Null);

    /// <summary>A wrong node without weights is another kind of fault.</summary>
    [Test]
    public void WrongPoolBesideOtherWeights_IsNotAnotherCheckpoint() => Assert.That(
        Verify((name, right) => name == "avgpool" ? new MaxPool2d(3, 2, 1) : OtherWeights(right)).Explanation, Is.Null);

    private Explanation ExplainInput(Func<float, int, int, int, float> change)
    {
        Tensor image = PlantedReference.Image;
        Tensor other = new(image.Shape);
        for (int n = 0; n < 2; n++)
        {
            for (int c = 0; c < 3; c++)
            {
                for (int i = 0; i < 14 * 11; i++)
                {
                    other[n, c, i / 11, i % 11] = change(image[n, c, i / 11, i % 11], c, i / 11, i % 11);
                }
            }
        }

        ReferenceFile reference =
            _planted.Write(other, PlantedReference.Activations(PlantedReference.Build(), other));
        Verifier verifier = new(PlantedReference.Build(), reference, Device.Cpu())
        {
            Image = [new PreparedInput("right", image, 0)],
        };
        return verifier.Run().Explanation ?? throw new AssertionException("nothing is explained");
    }

    private Verification Verify(Func<string, Operator, Operator> change)
    {
        Dictionary<string, Tensor> nodes =
            PlantedReference.Activations(PlantedReference.Build(change), PlantedReference.Image);
        ReferenceFile reference = _planted.Write(PlantedReference.Image, nodes);
        return new Verifier(PlantedReference.Build(), reference, Device.Cpu()).Run();
    }

    /// <summary>The same operator with unrelated weights.</summary>
    private static Operator OtherWeights(Operator right) => right switch
    {
        Conv2d conv => conv.WithWeights(Random(conv.Weight, 71), conv.Bias is null ? null : Random(conv.Bias, 72)),
        Linear linear => new Linear(Random(linear.Weight, 73), linear.Bias),
        BatchNorm2d norm => new BatchNorm2d(
            Random(norm.Weight!, 74), Random(norm.Bias!, 75), Random(norm.RunningMean, 76), norm.RunningVar, norm.Eps),
        _ => right,
    };

    private static Tensor Random(Tensor like, int seed) => SmallNetworks.Random(like.Shape, seed);
}
