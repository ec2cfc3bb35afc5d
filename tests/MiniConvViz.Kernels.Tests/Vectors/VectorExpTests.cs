using System.Numerics;

namespace MiniConvViz.Kernels.Tests;

[Category(InstructionSetTests.Category)]
public class VectorExpTests
{
    [Test]
    public void Exp_EveryMagnitude_IsWithinTwoUnitsInTheLastPlace()
    {
        for (float x = -110f; x < 92f; x += 0.0007f)
        {
            double expected = Math.Exp(x);
            float got = Exp(x);
            double unit = Math.Max((double)MathF.BitIncrement((float)expected) - (float)expected, float.Epsilon);
            if ((float)expected is float.PositiveInfinity || got is float.PositiveInfinity)
            {
                Assert.That(got, Is.GreaterThan(3.4028e38f), $"exp({x:R})");
                continue;
            }

            Assert.That(Math.Abs(got - expected), Is.LessThanOrEqualTo(2 * unit), $"exp({x:R}), got {got:R}");
        }
    }

    [TestCase(0f, 1f)]
    [TestCase(float.NaN, float.NaN)]
    [TestCase(float.PositiveInfinity, float.PositiveInfinity)]
    [TestCase(float.NegativeInfinity, 0f)]
    [TestCase(float.MaxValue, float.PositiveInfinity)]
    [TestCase(float.MinValue, 0f)]
    [TestCase(89f, float.PositiveInfinity)]
    [TestCase(float.Epsilon, 1f)]
    public void Exp_SpecialValues(float x, float expected) => Assert.That(Exp(x), Is.EqualTo(expected));

    private static float Exp(float x) => VectorExp.Exp(new Vector<float>(x)).ToScalar();
}
