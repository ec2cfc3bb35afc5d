namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// Every form of the direct convolution that this machine supports, for blocked and for plain input, against
/// <see cref="Conv2dReference"/>.
/// </summary>
[Category(InstructionSetTests.Category)]
internal sealed class Conv2dDirectTests
{
    private const double MaxRelativeError = 2e-6;

    private static readonly ClampRange[] Clamps = [ClampRange.None, ClampRange.ReLU, new(-0.5f, 0.25f)];

    private static IEnumerable<TestCaseData> Forms =>
        from form in Enum.GetValues<Conv2dTileForm>()
        where Conv2dTileForms.IsSupported(form)
        from algorithm in new[] { Conv2dAlgorithm.Direct, Conv2dAlgorithm.Planes }
        select new TestCaseData(algorithm, form);

    [TestCaseSource(nameof(Forms))]
    public void Run_AwkwardShapes_MatchesReference(object algorithm, object form)
    {
        using CpuWorkers workers = new(2);
        int seed = 0;
        foreach (Conv2dGeometry geometry in Geometries((Conv2dAlgorithm)algorithm))
        {
            foreach (bool hasResidual in new[] { false, true })
            {
                ClampRange clamp = Clamps[seed % Clamps.Length];
                Conv2dCase data = new(geometry, hasResidual, seed);
                float[] expected = data.RunReference(clamp);
                float[] got = Run(workers, (Conv2dAlgorithm)algorithm, (Conv2dTileForm)form, geometry, data, clamp);
                string parameters = $"{algorithm}, {form}, {Conv2dCases.Describe(geometry)}, "
                    + $"residual {hasResidual}, {clamp}, seed {seed++}";
                FloatsAssert.Close(expected, got, MaxRelativeError, parameters);
            }
        }
    }

    [TestCaseSource(nameof(Forms))]
    public void Run_AnyNumberOfThreads_GivesTheSameBits(object algorithm, object form)
    {
        foreach (Conv2dGeometry geometry in Geometries((Conv2dAlgorithm)algorithm))
        {
            Conv2dCase data = new(geometry, hasResidual: true, seed: 7);
            float[]? expected = null;
            foreach (int threads in new[] { 1, 2, 3, 5 })
            {
                using CpuWorkers workers = new(threads);
                float[] got = Run(
                    workers, (Conv2dAlgorithm)algorithm, (Conv2dTileForm)form, geometry, data, ClampRange.None);
                expected ??= got;
                string parameters = $"{algorithm}, {form}, {threads} threads, {Conv2dCases.Describe(geometry)}";
                FloatsAssert.Exact(expected, got, parameters);
            }
        }
    }

    [TestCaseSource(nameof(Forms))]
    public void Run_NotFiniteInput_SpoilsWhatReadsIt(object algorithm, object form)
    {
        using CpuWorkers workers = new(2);
        foreach (Conv2dGeometry geometry in Geometries((Conv2dAlgorithm)algorithm))
        {
            Conv2dCase data = new(geometry, hasResidual: false, seed: 3);
            data.Input[data.Input.Length / 2] = float.NaN;
            data.Input[data.Input.Length / 3] = float.PositiveInfinity;
            float[] expected = data.RunReference(ClampRange.ReLU6);
            float[] got = Run(
                workers, (Conv2dAlgorithm)algorithm, (Conv2dTileForm)form, geometry, data, ClampRange.ReLU6);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.That(
                    float.IsNaN(got[i]),
                    Is.EqualTo(float.IsNaN(expected[i])),
                    $"{algorithm}, {form}, {Conv2dCases.Describe(geometry)}, index {i}: "
                    + $"expected {expected[i]}, got {got[i]}");
            }
        }
    }

    [TestCaseSource(nameof(Forms))]
    public void Run_NaNResidual_PassesThroughClamp(object algorithm, object form)
    {
        using CpuWorkers workers = new(2);
        foreach (Conv2dGeometry geometry in Geometries((Conv2dAlgorithm)algorithm))
        {
            Conv2dCase data = new(geometry, hasResidual: true, seed: 3);
            Array.Fill(data.Residual, float.NaN);
            float[] got = Run(
                workers, (Conv2dAlgorithm)algorithm, (Conv2dTileForm)form, geometry, data, ClampRange.ReLU6);
            Assert.That(Array.TrueForAll(got, float.IsNaN), $"{algorithm}, {form}, {Conv2dCases.Describe(geometry)}");
        }
    }

    [TestCase(Conv2dAlgorithm.Direct)]
    [TestCase(Conv2dAlgorithm.Planes)]
    public void Run_SecondCall_AllocatesNothing(Conv2dAlgorithm algorithm)
    {
        using CpuWorkers workers = new(2);
        foreach (Conv2dGeometry geometry in Geometries(algorithm))
        {
            Conv2dCase data = new(geometry, hasResidual: true, seed: 1);
            Conv2dDirectPacked packed = Pack(algorithm, Conv2dTileForms.Best, geometry, data);
            float[] input = Input(algorithm, geometry, data);
            float[] residual = Blocked(geometry.Batch, geometry.OutChannels, OutPixels(geometry), data.Residual);
            float[] output = new float[residual.Length];
            AllocationAssert.SecondCallAllocatesNothing(
                () => packed.Run(workers, geometry, input, residual, ClampRange.ReLU, output),
                Conv2dCases.Describe(geometry));
        }
    }

    [TestCase(3, 64, 1, false, Conv2dAlgorithm.Planes)]
    [TestCase(3, 64, 1, true, Conv2dAlgorithm.Direct)]
    [TestCase(64, 64, 1, false, Conv2dAlgorithm.Direct)]
    [TestCase(17, 5, 1, true, Conv2dAlgorithm.Direct)]
    [TestCase(64, 32, 2, true, Conv2dAlgorithm.Direct)]
    [TestCase(64, 64, 16, true, Conv2dAlgorithm.Im2colGemm)]
    [TestCase(48, 32, 2, true, Conv2dAlgorithm.Im2colGemm)]
    public void Choose_Channels_GivesAlgorithm(int c, int o, int groups, bool isBlocked, Conv2dAlgorithm expected)
    {
        Conv2dGeometry geometry = Conv2dCases.Create((1, c, 8, 9), o, (3, 3), groups: groups);
        Assert.That(Conv2dAlgorithms.Choose(geometry, isBlocked), Is.EqualTo(expected));
    }

    /// <summary>The awkward convolutions that the algorithm fits, and more around the sizes of blocks.</summary>
    private static IEnumerable<Conv2dGeometry> Geometries(Conv2dAlgorithm algorithm) =>
        Conv2dCases.Awkward().Concat(Conv2dCases.AroundBlocks())
            .Where(g => Conv2dDirectPacked.Takes(g) && (algorithm == Conv2dAlgorithm.Direct || g.Groups == 1));

    private static float[] Run(
        CpuWorkers workers,
        Conv2dAlgorithm algorithm,
        Conv2dTileForm form,
        Conv2dGeometry geometry,
        Conv2dCase data,
        ClampRange clamp)
    {
        // Elements that a kernel fails to write stay NaN, so the comparison fails.
        int pixels = OutPixels(geometry);
        float[] output = new float[ChannelBlocks.Floats(geometry.Batch, geometry.OutChannels, pixels)];
        Array.Fill(output, float.NaN);
        float[] residual = data.Residual.Length == 0
            ? []
            : Blocked(geometry.Batch, geometry.OutChannels, pixels, data.Residual);
        Pack(algorithm, form, geometry, data)
            .Run(workers, geometry, Input(algorithm, geometry, data), residual, clamp, output);
        float[] plain = new float[data.OutputLength];
        ChannelBlocksReference.Unpack(geometry.Batch, geometry.OutChannels, pixels, output, plain);
        return plain;
    }

    private static Conv2dDirectPacked Pack(
        Conv2dAlgorithm algorithm, Conv2dTileForm form, Conv2dGeometry geometry, Conv2dCase data) =>
        Conv2dDirectPacked.Pack(algorithm, form, geometry, data.Weight, data.Bias);

    private static float[] Input(Conv2dAlgorithm algorithm, Conv2dGeometry geometry, Conv2dCase data) =>
        algorithm == Conv2dAlgorithm.Planes
            ? data.Input
            : Blocked(geometry.Batch, geometry.InChannels, geometry.InHeight * geometry.InWidth, data.Input);

    /// <summary>In blocked layout, with NaN in padding lanes.</summary>
    private static float[] Blocked(int batch, int channels, int pixels, float[] plain)
    {
        float[] blocked = new float[ChannelBlocks.Floats(batch, channels, pixels)];
        Array.Fill(blocked, float.NaN);
        ChannelBlocksReference.Pack(batch, channels, pixels, plain, blocked);
        return blocked;
    }

    private static int OutPixels(Conv2dGeometry geometry) => geometry.OutHeight * geometry.OutWidth;
}
