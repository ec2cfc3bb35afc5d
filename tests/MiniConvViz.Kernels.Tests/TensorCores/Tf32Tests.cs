namespace MiniConvViz.Kernels.Tests;

public sealed class Tf32Tests
{
    [TestCase(1f, 1f)]
    [TestCase(-0.5f, -0.5f)]
    [TestCase(0f, 0f)]
    [TestCase(1f + (1f / 1024), 1f + (1f / 1024), TestName = "Round_TenDigits_KeepsThem")]
    [TestCase(1f + (1f / 2048), 1f + (1f / 1024), TestName = "Round_Tie_GoesAwayFromZero")]
    [TestCase(-1f - (1f / 2048), -1f - (1f / 1024), TestName = "Round_NegativeTie_GoesAwayFromZero")]
    [TestCase(1f + (1f / 4096), 1f, TestName = "Round_LessThanHalf_GoesDown")]
    [TestCase(float.MaxValue, float.PositiveInfinity)]
    [TestCase(float.NegativeInfinity, float.NegativeInfinity)]
    [TestCase(float.NaN, float.NaN)]
    public void Round_IsThatOfTheHardware(float value, float expected) =>
        Assert.That(Tf32.Round(value), Is.EqualTo(expected));

    [Test]
    public void Round_AnyNumber_IsWithinTheStatedError()
    {
        Random random = new(1);
        for (int i = 0; i < 10_000; i++)
        {
            float value = (random.NextSingle() - 0.5f) * MathF.Pow(2f, random.Next(-30, 30));
            Assert.That(
                Math.Abs(Tf32.Round(value) - (double)value), Is.LessThanOrEqualTo(Tf32.RoundingError * Math.Abs(value)));
        }
    }
}
