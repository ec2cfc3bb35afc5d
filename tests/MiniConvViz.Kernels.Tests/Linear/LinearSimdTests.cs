namespace MiniConvViz.Kernels.Tests;

[Category(InstructionSetTests.Category)]
internal sealed class LinearSimdTests
{
    private static readonly IEnumerable<LaneForm> Forms = LaneCases.Forms;

    [Test]
    public void Run_AwkwardSizes_MatchesReference(
        [ValueSource(nameof(Forms))] LaneForm form,
        [Values(1, 2, 3, 4, 5, 7, 8, 9, 64)] int rows,
        [Values(1, 3, 8, 17, 257, 515)] int inFeatures,
        [Values(1, 3, 4, 5, 12, 13, 29)] int outFeatures,
        [Values] bool hasBias)
    {
        (LinearGeometry geometry, float[] input, float[] weight, float[] bias) =
            Create(rows, inFeatures, outFeatures, hasBias);
        float[] expected = new float[rows * outFeatures];
        LinearReference.Run(geometry, input, weight, bias, expected);
        FloatsAssert.Close(
            expected,
            RunSimd(form, 2, geometry, input, weight, bias),
            5e-6, // of a single sum, whose terms may cancel
            $"{form}, rows {rows}, in {inFeatures}, out {outFeatures}, bias {hasBias}");
    }

    [Test]
    public void Run_AsManyTermsAsVgg16_LosesHalfADigit(
        [ValueSource(nameof(Forms))] LaneForm form, [Values(1, 8)] int rows)
    {
        (LinearGeometry geometry, float[] input, float[] weight, float[] bias) =
            Create(rows, inFeatures: 25_088, outFeatures: 40, hasBias: true);
        float[] expected = new float[rows * 40];
        LinearReference.Run(geometry, input, weight, bias, expected);
        FloatsAssert.Close(expected, RunSimd(form, 2, geometry, input, weight, bias), 7e-7, $"{form}, rows {rows}");
    }

    [Test]
    public void Run_WithAnActivation_ClampsWhatItWouldHaveComputed(
        [ValueSource(nameof(Forms))] LaneForm form, [Values(1, 2, 9)] int rows, [Values] bool hasBias)
    {
        (LinearGeometry geometry, float[] input, float[] weight, float[] bias) = Create(rows, 261, 29, hasBias);
        input[0] = float.NaN;
        float[] plain = RunSimd(form, 2, geometry, input, weight, bias);
        foreach (ClampRange clamp in new[] { ClampRange.ReLU, ClampRange.ReLU6, new(-1f, 0.5f) })
        {
            FloatsAssert.Exact(
                [.. plain.Select(clamp.Apply)],
                RunSimd(form, 2, geometry, input, weight, bias, clamp),
                $"{form}, rows {rows}, bias {hasBias}, {clamp}");
        }
    }

    [Test]
    public void Run_AnyNumberOfThreads_GivesTheSameBits([Values(1, 3, 9)] int rows)
    {
        (LinearGeometry geometry, float[] input, float[] weight, float[] bias) = Create(rows, 515, 77, hasBias: true);
        SimdRun.AssertThreadsChangeNothing(
            rows * 77,
            (workers, output) => LinearSimd.Run(workers, geometry, input, weight, bias, ClampRange.None, output),
            $"rows {rows}");
    }

    [Test]
    public void Run_NaNInput_SpoilsItsRowOnly(
        [ValueSource(nameof(Forms))] LaneForm form, [Values(1, 2, 3, 5, 9)] int rows, [Values(0, 17, 18)] int place)
    {
        (LinearGeometry geometry, float[] input, float[] weight, float[] bias) = Create(rows, 19, 7, hasBias: true);
        input[((rows / 2) * 19) + place] = float.NaN;
        float[] output = RunSimd(form, 2, geometry, input, weight, bias);
        for (int i = 0; i < output.Length; i++)
        {
            Assert.That(
                float.IsNaN(output[i]),
                Is.EqualTo(i / 7 == rows / 2),
                $"{form}, rows {rows}, NaN at {place}, index {i}: got {output[i]}");
        }
    }

    [Test]
    public void Run_NaNWeight_SpoilsItsFeatureOnly([ValueSource(nameof(Forms))] LaneForm form, [Values(1, 5)] int rows)
    {
        (LinearGeometry geometry, float[] input, float[] weight, float[] bias) = Create(rows, 19, 7, hasBias: false);
        weight[(5 * 19) + 3] = float.NaN;
        float[] output = RunSimd(form, 2, geometry, input, weight, bias);
        for (int i = 0; i < output.Length; i++)
        {
            Assert.That(
                float.IsNaN(output[i]), Is.EqualTo(i % 7 == 5), $"{form}, rows {rows}, index {i}: got {output[i]}");
        }
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        (LinearGeometry geometry, float[] input, float[] weight, float[] bias) = Create(3, 100, 50, hasBias: true);
        float[] output = new float[150];
        using CpuWorkers workers = new(2);
        AllocationAssert.SecondCallAllocatesNothing(
            () => LinearSimd.Run(workers, geometry, input, weight, bias, ClampRange.None, output));
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

    private static float[] RunSimd(
        LaneForm form,
        int threads,
        LinearGeometry geometry,
        float[] input,
        float[] weight,
        float[] bias,
        ClampRange? clamp = null) =>
        SimdRun.Output(
            threads,
            geometry.Rows * geometry.OutFeatures,
            (workers, output) => LinearSimd.Run(
                form, workers, geometry, input, weight, bias, clamp ?? ClampRange.None, output));
}
