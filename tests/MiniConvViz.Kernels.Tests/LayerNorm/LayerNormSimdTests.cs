namespace MiniConvViz.Kernels.Tests;

public class LayerNormSimdTests
{
    private const float Epsilon = 1e-5f;

    [Test]
    public void Run_AwkwardSizes_MatchesReference(
        [Values(1, 3, 70)] int outer,
        [Values(1, 2, 7, 8, 17, 129)] int length,
        [Values(1, 2, 8, 15, 33)] int inner)
    {
        AxisGeometry geometry = new() { Outer = outer, Length = length, Inner = inner };
        Check(geometry, Numbers.Random(outer * length * inner, length, scale: 3f), 1e-6);
    }

    [Test]
    public void Run_FarFromZero_KeepsTheVariance([Values(1, 5)] int inner)
    {
        // The mean of the squares is 1e6 and the variance 1/3: their difference in float would have no digit right.
        AxisGeometry geometry = new() { Outer = 2, Length = 300, Inner = inner };
        float[] input = [.. Numbers.Random(600 * inner, 1).Select(x => x + 1000f)];
        Check(geometry, input, 1e-4);
    }

    [Test]
    public void Run_AllEqual_IsTheBias([Values(1, 5)] int inner)
    {
        AxisGeometry geometry = new() { Outer = 1, Length = 3, Inner = inner };
        float[] input = new float[3 * inner];
        Array.Fill(input, 7f);
        float[] output = SimdRun.Output(
            1,
            input.Length,
            (workers, output) => LayerNormSimd.Run(
                workers, geometry, input, [1f, 2f, 3f], [4f, 5f, 6f], Epsilon, output));
        Assert.That(output[^1], Is.EqualTo(6f));
    }

    [Test]
    public void Run_NaN_SpoilsItsPositionOnly([Values(1, 2, 11)] int inner)
    {
        AxisGeometry geometry = new() { Outer = 3, Length = 21, Inner = inner };
        float[] input = Numbers.Random(3 * 21 * inner, 1);
        input[41 * inner] = float.NaN;
        float[] output = Simd(2, geometry, input);
        Assert.That(output.Count(float.IsNaN), Is.EqualTo(21));
        Assert.That(output[21 * inner], Is.NaN);
    }

    [Test]
    public void Run_AnyNumberOfThreads_GivesTheSameBits([Values(1, 33)] int inner)
    {
        AxisGeometry geometry = new() { Outer = 60, Length = 100, Inner = inner };
        float[] input = Numbers.Random(60 * 100 * inner, 3);
        float[] weight = Numbers.Random(100, 4);
        SimdRun.AssertThreadsChangeNothing(
            input.Length,
            (workers, output) => LayerNormSimd.Run(workers, geometry, input, weight, weight, Epsilon, output),
            $"inner {inner}");
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing([Values(1, 33)] int inner)
    {
        AxisGeometry geometry = new() { Outer = 60, Length = 100, Inner = inner };
        float[] input = Numbers.Random(60 * 100 * inner, 3);
        float[] weight = Numbers.Random(100, 4);
        SimdRun.AssertSecondCallAllocatesNothing(
            input.Length,
            (workers, output) => LayerNormSimd.Run(workers, geometry, input, weight, weight, Epsilon, output));
    }

    private static void Check(AxisGeometry geometry, float[] input, double maxRelativeError)
    {
        float[] expected = new float[input.Length];
        LayerNormReference.Run(
            geometry,
            input,
            Numbers.Random(geometry.Length, 2),
            Numbers.Random(geometry.Length, 3),
            Epsilon,
            expected);
        string parameters = $"outer {geometry.Outer}, length {geometry.Length}, inner {geometry.Inner}";
        FloatsAssert.Close(expected, Simd(2, geometry, input), maxRelativeError, parameters);
    }

    private static float[] Simd(int threads, AxisGeometry geometry, float[] input)
    {
        float[] weight = Numbers.Random(geometry.Length, 2);
        float[] bias = Numbers.Random(geometry.Length, 3);
        return SimdRun.Output(
            threads,
            input.Length,
            (workers, output) => LayerNormSimd.Run(workers, geometry, input, weight, bias, Epsilon, output));
    }
}
