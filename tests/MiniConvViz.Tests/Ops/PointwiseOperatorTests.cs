using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Ops;

/// <summary>
/// The attributes and bounds of the functions of one value; conformance tests check their arithmetic.
/// </summary>
public sealed class PointwiseOperatorTests
{
    private static IEnumerable<TestCaseData> Representations =>
    [
        Says(new ELU(), "ELU(alpha=1)"),
        Says(new CELU(0.5f), "CELU(alpha=0.5)"),
        Says(new SELU(), "SELU()"),
        Says(new Softplus(), "Softplus(beta=1, threshold=20)"),
        Says(new GELU(), "GELU(approximate='none')"),
        Says(new Hardtanh(), "Hardtanh(min_val=-1, max_val=1)"),
        Says(new Hardsigmoid(), "Hardsigmoid()"),
        Says(new Hardsigmoid(0.2f, 0.5f), "Hardsigmoid(alpha=0.2, beta=0.5)"),
        Says(new Clamp(), "Clamp()"),
        Says(new Clamp(0f), "Clamp(min=0)"),
        Says(new Clamp(max: 6f), "Clamp(max=6)"),
        Says(new Clamp(0f, 6f), "Clamp(min=0, max=6)"),
    ];

    [TestCaseSource(nameof(Representations))]
    public void ToString_IsPyTorchs(object @operator, string expected) =>
        Assert.That(@operator.ToString(), Is.EqualTo(expected));

    [Test]
    public void GELU_UnknownApproximation_IsRefused() => Assert.That(
        () => new GELU("sigmoid"),
        Throws.TypeOf<ShapeException>().With.Message.Contains("expected approximate='none' or 'tanh', got 'sigmoid'"));

    [Test]
    public void CELU_AlphaZero_IsRefused() =>
        Assert.That(() => new CELU(0f), Throws.TypeOf<ShapeException>().With.Message.Contains("alpha is 0"));

    [Test]
    public void RoundingOf_Comparisons_IsNothing()
    {
        Tensor x = new([3], [-2f, 0.5f, 7f]);
        foreach (Operator exact in new Operator[] { new ReLU(), new Clamp(0f, 6f), new Neg(), new ToInt() })
        {
            Assert.That(exact.RoundingOf([x], x).Terms, Is.Zero, exact.ToString());
        }
    }

    [Test]
    public void RoundingOf_WhereTheFormulaCancels_IsMeasuredBesideItsTerms()
    {
        Tensor x = new([2], [-6f, 6f]);
        Assert.That(new GELU().RoundingOf([x], new Tensor([2], [-5.9e-9f, 6f])).Magnitude.Data, Is.EqualTo([6f, 6f]));
        Assert.That(new ELU(2f).RoundingOf([x], new Tensor([2], [-1.99f, 6f])).Magnitude.Data, Is.EqualTo([2f, 6f]));
    }

    private static TestCaseData Says(Operator @operator, string expected) =>
        new TestCaseData(@operator, expected).SetArgDisplayNames(expected);
}
