using ILGPU;

namespace MiniConvViz.Kernels.Tests;

internal sealed class Conv2dGpuTests(GpuDescription device) : GpuFixture(device)
{
    private static readonly ClampRange[] Clamps = [ClampRange.None, ClampRange.ReLU, new(-0.5f, 0.25f)];

    // Winograd's transformations spread values that are not finite over a tile: Conv2dGpuWinogradTests.
    private static IEnumerable<Conv2dGpuForm> PlainSums => Enum.GetValues<Conv2dGpuForm>()
        .Except([Conv2dGpuForm.Winograd, Conv2dGpuForm.WinogradRegisters]);

    [Test]
    public void Run_AwkwardShapes_MatchesReference([Values] Conv2dGpuForm form, [Values] bool hasResidual)
    {
        int seed = 0;
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward().Concat(Conv2dCases.AroundBlocks()).Where(Fits(form)))
        {
            ClampRange clamp = Clamps[seed % Clamps.Length];
            Conv2dCase data = new(geometry, hasResidual, seed++);
            string parameters = $"{Conv2dCases.Describe(geometry)}, {clamp}, seed {seed - 1}";
            float[] got = Run(form, geometry, data, clamp);
            FloatsAssert.Close(data.RunReference(clamp), got, MaxRelativeError, parameters);
        }
    }

    [Test]
    public void Run_NaNInput_PassesThroughClamp([ValueSource(nameof(PlainSums))] Conv2dGpuForm form)
    {
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward().Take(6).Where(Fits(form)))
        {
            Conv2dCase data = new(geometry, hasResidual: false, seed: 3);
            data.Input[data.Input.Length / 2] = float.NaN;
            Assert.That(
                Run(form, geometry, data, ClampRange.ReLU6).Select(float.IsNaN),
                Is.EqualTo(data.RunReference(ClampRange.ReLU6).Select(float.IsNaN)),
                Conv2dCases.Describe(geometry));
        }
    }

    [Test]
    public void Run_EmptyBatch_LaunchesNothing([Values] Conv2dGpuForm form)
    {
        int size = PlainSums.Contains(form) ? 1 : 3;
        Conv2dGeometry geometry = Conv2dCases.Create((0, 1, 3, 3), 1, (size, size));
        ArrayView<float> outputView = Reserve(1);
        float[] packed = Conv2dGpuForms.Pack(form, geometry, new float[size * size]);
        Conv2dGpuOperands operands = new(
            default, Upload(packed), default, default, ClampRange.None, outputView);
        Conv2dGpuForms.Run(form, Gpu, geometry, operands);
        Assert.That(Download(outputView), Is.EqualTo(new[] { Unwritten }));
    }

    [Test]
    public void Choose_AnyShape_FitsTheDevice()
    {
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward().Concat(Conv2dCases.AroundBlocks()))
        {
            Conv2dGpuForm form = Conv2dGpuForms.Choose(Gpu, geometry);
            Assert.That(Conv2dGpuForms.Fits(form, Gpu, geometry), $"{form}, {Conv2dCases.Describe(geometry)}");
        }
    }

    [Test]
    public void Candidates_AnyShape_HoldNoRungOfTheLadder()
    {
        foreach (Conv2dGeometry geometry in Conv2dCases.Awkward())
        {
            Assert.That(
                Conv2dGpuForms.Candidates(Gpu, geometry, sumsOnly: false),
                Has.Some.EqualTo(Conv2dGpuForms.Choose(Gpu, geometry)).And.None.AnyOf(
                    Conv2dGpuForm.Naive,
                    Conv2dGpuForm.SharedTile,
                    Conv2dGpuForm.RegisterTile,
                    Conv2dGpuForm.VectorLoads),
                Conv2dCases.Describe(geometry));
        }
    }

    // Kernels with thread blocks run on OpenCL and CUDA alone: ILGPU's emulated accelerator allows blocks of two
    // threads.
    private Func<Conv2dGeometry, bool> Fits(Conv2dGpuForm form)
    {
        // The rungs of the ladder spend several times as many instructions on a multiply-add as the others.
        int products = form switch
        {
            Conv2dGpuForm.SharedTile => 40_000,
            Conv2dGpuForm.RegisterTile or Conv2dGpuForm.VectorLoads => 100_000,
            _ => 400_000,
        };
        return geometry =>
            Conv2dGpuForms.Fits(form, Gpu, geometry) && !(IsPtx && Conv2dCases.IsLarge(geometry, products));
    }

    private float[] Run(Conv2dGpuForm form, Conv2dGeometry geometry, Conv2dCase data, ClampRange clamp)
    {
        Conv2dGpuOperands operands = new(
            Upload(data.Input),
            Upload(Conv2dGpuForms.Pack(form, geometry, data.Weight)),
            Upload(data.Bias),
            Upload(data.Residual),
            clamp,
            Reserve(data.OutputLength));
        Conv2dGpuForms.Run(form, Gpu, geometry, operands);
        return Download(operands.Output);
    }
}
