namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// Every form of the depthwise convolution in blocked layout that this machine supports, against
/// <see cref="Conv2dReference"/>. Padding lanes, which hold no channel, are filled with NaN.
/// </summary>
[Category(InstructionSetTests.Category)]
public class Conv2dDepthwiseBlockedTests
{
    private const double MaxRelativeError = 2e-6;

    private static readonly ClampRange[] Clamps = [ClampRange.None, ClampRange.ReLU, new(-0.5f, 0.25f)];

    [TestCaseSource(typeof(LaneCases), nameof(LaneCases.Forms))]
    public void Run_AwkwardShapes_MatchesReference(object form)
    {
        using CpuWorkers workers = new(2);
        int seed = 0;
        foreach (Conv2dGeometry geometry in Cases())
        {
            foreach (bool hasResidual in new[] { false, true })
            {
                ClampRange clamp = Clamps[seed % Clamps.Length];
                Conv2dCase data = new(geometry, hasResidual, seed);
                float[] got = Run(workers, (LaneForm)form, geometry, data, clamp);
                string parameters =
                    $"{form}, {Conv2dCases.Describe(geometry)}, residual {hasResidual}, {clamp}, seed {seed++}";
                FloatsAssert.Close(data.RunReference(clamp), got, MaxRelativeError, parameters);
            }
        }
    }

    [TestCaseSource(typeof(LaneCases), nameof(LaneCases.Forms))]
    public void Run_AnyNumberOfThreads_GivesTheSameBits(object form)
    {
        Conv2dGeometry geometry = Conv2dCases.Create((2, 40, 61, 37), 40, (3, 3), padding: (1, 1), groups: 40);
        Conv2dCase data = new(geometry, hasResidual: true, seed: 7);
        using CpuWorkers alone = new(1);
        float[] expected = Run(alone, (LaneForm)form, geometry, data, ClampRange.None);
        foreach (int threads in new[] { 2, 3, 4, 5 })
        {
            using CpuWorkers workers = new(threads);
            float[] got = Run(workers, (LaneForm)form, geometry, data, ClampRange.None);
            FloatsAssert.Exact(expected, got, $"{form}, {threads} threads");
        }
    }

    [TestCaseSource(typeof(LaneCases), nameof(LaneCases.Forms))]
    public void Run_NaNInput_PassesThroughClamp(object form)
    {
        using CpuWorkers workers = new(2);
        foreach (Conv2dGeometry geometry in Cases())
        {
            Conv2dCase data = new(geometry, hasResidual: false, seed: 3);
            data.Input[data.Input.Length / 2] = float.NaN;
            float[] expected = data.RunReference(ClampRange.ReLU6);
            float[] got = Run(workers, (LaneForm)form, geometry, data, ClampRange.ReLU6);
            Assert.That(
                got.Select(float.IsNaN), Is.EqualTo(expected.Select(float.IsNaN)), Conv2dCases.Describe(geometry));
        }
    }

    [Test]
    public void Run_SecondCall_AllocatesNothing()
    {
        Conv2dGeometry geometry = Conv2dCases.Create((1, 40, 61, 37), 40, (3, 3), padding: (1, 1), groups: 40);
        Conv2dCase data = new(geometry, hasResidual: false, seed: 7);
        Conv2dPacked packed =
            Conv2dAlgorithms.Pack(Conv2dAlgorithm.DepthwiseBlocked, geometry, data.Weight, data.Bias);
        float[] input = LaneCases.ToBlocks(1, 40, 61 * 37, data.Input);
        SimdRun.AssertSecondCallAllocatesNothing(
            input.Length, (workers, output) => packed.Run(workers, geometry, input, [], ClampRange.ReLU, output));
    }

    private static IEnumerable<Conv2dGeometry> Cases()
    {
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward())
        {
            if (geometry.IsDepthwise && geometry.OutChannels == geometry.InChannels)
            {
                yield return geometry;
            }
        }

        foreach (int width in new[] { 1, 2, 5, 6, 7, 8, 9, 14, 20 })
        {
            yield return Depthwise(17, (9, width), (3, 3), (1, 1), (1, 1));
            yield return Depthwise(16, (8, width), (3, 3), (2, 2), (1, 1));
            yield return Depthwise(33, (7, width), (5, 5), (1, 1), (2, 2));
            yield return Depthwise(7, (11, width), (5, 5), (2, 2), (2, 2));
        }

        yield return Depthwise(8, (13, 21), (3, 3), (1, 1), (2, 2), (2, 2));
        yield return Depthwise(24, (6, 9), (3, 2), (2, 3), (0, 1), (1, 2));
        yield return Depthwise(3, (2, 3), (3, 3), (1, 1), (4, 4));      // whole windows in the padding
        yield return Depthwise(20, (4, 30), (1, 7), (1, 1), (0, 3));
        yield return Depthwise(20, (30, 4), (7, 1), (1, 1), (3, 0));
        yield return Depthwise(18, (15, 16), (1, 1), (1, 1), (0, 0));
    }

    private static Conv2dGeometry Depthwise(
        int channels,
        (int H, int W) size,
        (int H, int W) kernel,
        (int Y, int X) stride,
        (int Y, int X) padding,
        (int Y, int X)? dilation = null) =>
        Conv2dCases.Create((2, channels, size.H, size.W), channels, kernel, stride, padding, dilation, channels);

    private static float[] Run(
        CpuWorkers workers, LaneForm form, Conv2dGeometry g, Conv2dCase data, ClampRange clamp)
    {
        int outPixels = g.OutHeight * g.OutWidth;
        float[] input = LaneCases.ToBlocks(g.Batch, g.InChannels, g.InHeight * g.InWidth, data.Input);
        float[] residual = data.Residual.Length == 0
            ? []
            : LaneCases.ToBlocks(g.Batch, g.OutChannels, outPixels, data.Residual);
        Conv2dDepthwiseBlocked packed = Conv2dDepthwiseBlocked.Pack(form, g, data.Weight, data.Bias);
        float[] output = SimdRun.Output(
            workers,
            ChannelBlocks.Floats(g.Batch, g.OutChannels, outPixels),
            (team, output) => packed.Run(team, g, input, residual, clamp, output));
        return LaneCases.ToPlain(g.Batch, g.OutChannels, outPixels, output);
    }
}
