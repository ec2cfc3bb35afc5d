namespace MiniConvViz.Kernels.Tests;

public class LinearSimdTests
{
    [Test]
    public void Run_AwkwardSizes_MatchesReference(
        [Values(1, 2, 3, 8, 64)] int rows,
        [Values(1, 3, 7, 8, 17, 33, 1000)] int inFeatures,
        [Values(1, 3, 4, 5, 17)] int outFeatures,
        [Values] bool hasBias)
    {
        (LinearGeometry geometry, float[] input, float[] weight, float[] bias) =
            Create(rows, inFeatures, outFeatures, hasBias);
        float[] expected = new float[rows * outFeatures];
        LinearReference.Run(geometry, input, weight, bias, expected);
        FloatsAssert.Close(
            expected,
            RunSimd(2, geometry, input, weight, bias),
            2e-6,
            $"rows {rows}, in {inFeatures}, out {outFeatures}, bias {hasBias}");
    }

    [Test]
    public void Run_AnyNumberOfThreads_GivesTheSameBits()
    {
        (LinearGeometry geometry, float[] input, float[] weight, float[] bias) = Create(3, 515, 77, hasBias: true);
        float[] expected = RunSimd(1, geometry, input, weight, bias);
        foreach (int threads in new[] { 2, 3, 7 })
        {
            Assert.That(RunSimd(threads, geometry, input, weight, bias), Is.EqualTo(expected), $"{threads} threads");
        }
    }

    [Test]
    public void Run_NaNInput_SpoilsItsRowOnly()
    {
        (LinearGeometry geometry, float[] input, float[] weight, float[] bias) = Create(3, 19, 6, hasBias: true);
        input[19 + 18] = float.NaN;
        float[] output = RunSimd(2, geometry, input, weight, bias);
        for (int i = 0; i < output.Length; i++)
        {
            Assert.That(float.IsNaN(output[i]), Is.EqualTo(i / 6 == 1), $"index {i}: got {output[i]}");
        }
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        (LinearGeometry geometry, float[] input, float[] weight, float[] bias) = Create(3, 100, 50, hasBias: true);
        float[] output = new float[150];
        using CpuWorkers workers = new(2);
        AllocationAssert.SecondCallAllocatesNothing(
            () => LinearSimd.Run(workers, geometry, input, weight, bias, output));
    }

    private static (LinearGeometry Geometry, float[] Input, float[] Weight, float[] Bias) Create(
        int rows, int inFeatures, int outFeatures, bool hasBias)
    {
        Random random = new((rows * 1000) + inFeatures + outFeatures);
        LinearGeometry geometry = new() { Rows = rows, InFeatures = inFeatures, OutFeatures = outFeatures };
        float[] input = Conv2dCase.RandomFloats(random, rows * inFeatures);
        float[] weight = Conv2dCase.RandomFloats(random, outFeatures * inFeatures);
        return (geometry, input, weight, hasBias ? Conv2dCase.RandomFloats(random, outFeatures) : []);
    }

    private static float[] RunSimd(int threads, LinearGeometry geometry, float[] input, float[] weight, float[] bias)
    {
        using CpuWorkers workers = new(threads);
        float[] output = new float[geometry.Rows * geometry.OutFeatures];
        Array.Fill(output, float.NaN);
        LinearSimd.Run(workers, geometry, input, weight, bias, output);
        return output;
    }
}
