namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// Every form of the fast CPU convolution that this machine supports, against <see cref="Conv2dReference"/>.
/// </summary>
[Category(InstructionSetTests.Category)]
public class Conv2dSimdTests
{
    private const double MaxRelativeError = 2e-6;

    private static readonly ClampRange[] Clamps = [ClampRange.None, ClampRange.ReLU, new(-0.5f, 0.25f)];

    private static IEnumerable<Conv2dTileForm> Forms =>
        Enum.GetValues<Conv2dTileForm>().Where(Conv2dTileForms.IsSupported);

    [TestCaseSource(nameof(Forms))]
    public void Run_AwkwardShapes_MatchesReference(object form)
    {
        using CpuWorkers workers = new(2);
        int seed = 0;
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward())
        {
            foreach (bool hasResidual in new[] { false, true })
            {
                ClampRange clamp = Clamps[seed % Clamps.Length];
                CheckAgainstReference(workers, (Conv2dTileForm)form, geometry, hasResidual, clamp, seed++);
            }
        }
    }

    [TestCaseSource(nameof(Forms))]
    public void Run_AnyNumberOfThreads_GivesTheSameBits(object form)
    {
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward())
        {
            Conv2dCase data = new(geometry, hasResidual: true, seed: 7);
            float[] expected = data.RunSimd(1, (Conv2dTileForm)form, ClampRange.None);
            foreach (int threads in new[] { 2, 3, 7 })
            {
                float[] got = data.RunSimd(threads, (Conv2dTileForm)form, ClampRange.None);
                Assert.That(got, Is.EqualTo(expected), $"{form}, {threads} threads, {Conv2dCases.Describe(geometry)}");
            }
        }
    }

    [TestCaseSource(nameof(Forms))]
    public void Run_NaNInput_PassesThroughClamp(object form)
    {
        using CpuWorkers workers = new(2);
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward())
        {
            Conv2dCase data = new(geometry, hasResidual: false, seed: 3);
            data.Input[data.Input.Length / 2] = float.NaN;
            float[] expected = data.RunReference(ClampRange.ReLU6);
            float[] got = data.RunSimd(workers, (Conv2dTileForm)form, ClampRange.ReLU6);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.That(
                    float.IsNaN(got[i]),
                    Is.EqualTo(float.IsNaN(expected[i])),
                    $"{form}, {Conv2dCases.Describe(geometry)}, index {i}: expected {expected[i]}, got {got[i]}");
            }
        }
    }

    [Test]
    public void Run_NaNResidual_PassesThroughClamp()
    {
        using CpuWorkers workers = new(2);
        Conv2dGeometry geometry = Conv2dCases.Awkward().First();
        Conv2dCase data = new(geometry, hasResidual: true, seed: 3);
        Array.Fill(data.Residual, float.NaN);
        Assert.That(data.RunSimd(workers, Conv2dTileForms.Best, ClampRange.ReLU6), Is.All.NaN);
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        using CpuWorkers workers = new(2);
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward())
        {
            Conv2dCase data = new(geometry, hasResidual: true, seed: 1);
            Conv2dPackedWeights weights = data.Pack(Conv2dTileForms.Best);
            float[] output = new float[data.OutputLength];
            AllocationAssert.SecondCallAllocatesNothing(
                () => Conv2dSimd.Run(workers, geometry, data.Input, weights, data.Residual, ClampRange.ReLU, output),
                Conv2dCases.Describe(geometry));
        }
    }

    [Test]
    public void Run_TwoThreadsOnOneTeam_BothMatch()
    {
        using CpuWorkers workers = new(2);
        Conv2dGeometry small = Conv2dCases.Create((2, 40, 5, 6), 30, (3, 3), padding: (1, 1));
        Conv2dCase data = new(small, hasResidual: true, seed: 5);
        float[] expected = data.RunSimd(1, Conv2dTileForms.Best, ClampRange.ReLU);
        Parallel.For(0, 4, _ =>
        {
            for (int round = 0; round < 50; round++)
            {
                Assert.That(data.RunSimd(workers, Conv2dTileForms.Best, ClampRange.ReLU), Is.EqualTo(expected));
            }
        });
    }

    private static void CheckAgainstReference(
        CpuWorkers workers, Conv2dTileForm form, Conv2dGeometry geometry, bool hasResidual, ClampRange clamp, int seed)
    {
        Conv2dCase data = new(geometry, hasResidual, seed);
        float[] expected = data.RunReference(clamp);
        float[] got = data.RunSimd(workers, form, clamp);
        string parameters = $"{form}, {Conv2dCases.Describe(geometry)}, residual {hasResidual}, {clamp}, seed {seed}";
        FloatsAssert.Close(expected, got, MaxRelativeError, parameters);
    }
}
