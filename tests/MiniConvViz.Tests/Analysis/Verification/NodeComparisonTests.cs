using MiniConvViz.Analysis;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Analysis;

/// <summary>A difference that is not finite is never within rounding, for any bound.</summary>
public sealed class NodeComparisonTests
{
    private static readonly float[] NotFinite = [float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    [Test]
    public void Verdict_OursNotFinite_IsWrongEvenUnderABoundMadeOfIt([ValueSource(nameof(NotFinite))] float got)
    {
        Tensor ours = new([1, 2], [1f, got]);
        ErrorBound ofOurs = ErrorBound.Of(RoundingError.Relative(ours, terms: 4));

        NodeComparison comparison = new(ours, new Tensor([1, 2], [1f, 1f]), ofOurs);

        Assert.That(comparison.Verdict, Is.EqualTo(Verdict.Wrong));
        Assert.That(comparison.Worst!.Position, Is.EqualTo([0, 1]));
        Assert.That(comparison.MaxDifference, Is.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public void Verdict_TheirsNotFinite_IsWrongEvenUnderABoundMadeOfIt([ValueSource(nameof(NotFinite))] float expected)
    {
        Tensor theirs = new([1, 2], [1f, expected]);

        NodeComparison comparison =
            new(new Tensor([1, 2], [1f, 1f]), theirs, ErrorBound.Of(RoundingError.Relative(theirs, terms: 4)));

        Assert.That(comparison.Verdict, Is.EqualTo(Verdict.Wrong));
    }

    [Test]
    public void Verdict_SameOnBothSides_IsWithinRounding([ValueSource(nameof(NotFinite))] float value)
    {
        Tensor both = new([1, 2], [1f, value]);

        NodeComparison comparison = new(both, both.Clone(), ErrorBound.Of(RoundingError.Relative(both, terms: 4)));

        Assert.That(comparison.Verdict, Is.EqualTo(Verdict.WithinRounding));
        Assert.That(comparison.RelativeL2, Is.Zero);
    }

    [Test]
    public void Verdict_DifferenceWithoutAFiniteBound_IsNotJudged(
        [Values(float.NaN, float.PositiveInfinity)] float bound)
    {
        ErrorBound none = ErrorBound.Exactly(new Tensor([1, 2], [0.1f, bound]));

        NodeComparison comparison = new(new Tensor([1, 2], [1f, 5f]), new Tensor([1, 2], [1f, 1f]), none);

        Assert.That(comparison.Verdict, Is.EqualTo(Verdict.NotJudged));
        Assert.That(comparison.Reason, Does.Contain("no bound"));
    }

    [Test]
    public void Verdict_OneElementWithoutABound_DoesNotExcuseAnother()
    {
        ErrorBound one = ErrorBound.Exactly(new Tensor([1, 2], [0.1f, float.NaN]));

        NodeComparison comparison = new(new Tensor([1, 2], [2f, 5f]), new Tensor([1, 2], [1f, 1f]), one);

        Assert.That(comparison.Verdict, Is.EqualTo(Verdict.Wrong));
        Assert.That(comparison.Worst!.Position, Is.EqualTo([0, 0]));
    }
}
