using System.Numerics;
using CsCheck;

namespace MiniConvViz.Kernels.Tests;

/// <summary>GELU cancels for large negative x: its forms agree to a few roundings of x, not of the result.</summary>
[TestFixture(0)]
[TestFixture(1)]
public class GELUTests(int tanh)
{
    private readonly GELUFunction _function = new(tanh);

    [Test]
    public void Forms_AnyNumber_MatchReference() => Gen.Float.Sample(Check);

    [Test]
    public void Forms_WhereItBends_MatchReference() => Gen.Float[-12f, 6f].Sample(Check);

    [Test]
    public void Forms_SpecialValues_MatchReference() => Array.ForEach(Numbers.Special, Check);

    private void Check(float x)
    {
        double expected = _function.Apply((double)x);
        double allowed = (3e-7 * Math.Abs((double)x)) + float.Epsilon;
        foreach (float got in new[] { _function.Apply(x), _function.Apply(Vector.Create(x))[0] })
        {
            bool same = got.Equals((float)expected) || Math.Abs(got - expected) <= allowed;
            Assert.That(same, $"GELU({x:R}): expected {expected:R}, got {got:R}");
        }
    }
}
