using ILGPU;

namespace MiniConvViz.Kernels.Tests;

internal sealed class LinearGpuTests(GpuDescription device) : GpuFixture(device)
{
    // Sizes around those of tiles, quads and thread blocks; rows of weights that are aligned to sixteen bytes, and
    // that are not.
    private static readonly (int In, int Out)[] Layers =
        [(1, 1), (3, 17), (4, 3), (7, 64), (8, 65), (16, 16), (17, 31), (100, 129), (512, 10), (515, 20), (516, 132)];

    private static IEnumerable<LinearGeometry> Geometries =>
        from rows in new[] { 1, 2, 5, 16, 33, 65, 129 }
        from layer in Layers
        select Create(rows, layer.In, layer.Out);

    [Test]
    public void Run_AwkwardSizes_MatchesReference([Values] LinearGpuForm form, [Values] bool hasBias)
    {
        foreach (LinearGeometry geometry in Geometries.Where(Fits(form)))
        {
            float[] input = Floats(geometry.Rows * geometry.InFeatures, 1);
            float[] weight = Floats(geometry.OutFeatures * geometry.InFeatures, 2);
            float[] bias = hasBias ? Floats(geometry.OutFeatures, 3) : [];
            FloatsAssert.Close(
                RunReference(geometry, input, weight, bias),
                Run(form, geometry, input, weight, bias),
                MaxRelativeError,
                Describe(geometry));
        }
    }

    [Test]
    public void Run_WithAnActivation_ClampsWhatItWouldHaveComputed([Values] LinearGpuForm form, [Values] bool hasBias)
    {
        foreach (LinearGeometry geometry in Geometries.Where(geometry => geometry.Rows is 5 or 65).Where(Fits(form)))
        {
            float[] input = Floats(geometry.Rows * geometry.InFeatures, 1);
            float[] weight = Floats(geometry.OutFeatures * geometry.InFeatures, 2);
            float[] bias = hasBias ? Floats(geometry.OutFeatures, 3) : [];
            input[^1] = float.NaN;
            float[] plain = Run(form, geometry, input, weight, bias);
            foreach (ClampRange clamp in new[] { ClampRange.ReLU, new(-0.5f, 0.25f) })
            {
                FloatsAssert.Exact(
                    [.. plain.Select(clamp.Apply)],
                    Run(form, geometry, input, weight, bias, clamp),
                    $"{Describe(geometry)}, {clamp}");
            }
        }
    }

    [Test]
    public void Run_NaNAndInfinity_ComeOutWhereTheyDoInTheReference([Values] LinearGpuForm form)
    {
        foreach (LinearGeometry geometry in Geometries.Where(geometry => geometry.Rows is 5 or 65).Where(Fits(form)))
        {
            float[] input = Floats(geometry.Rows * geometry.InFeatures, 1);
            float[] weight = Floats(geometry.OutFeatures * geometry.InFeatures, 2);
            float[] bias = Floats(geometry.OutFeatures, 3);
            input[input.Length / 2] = float.NaN;
            input[^1] = float.PositiveInfinity;
            weight[weight.Length / 3] = float.NegativeInfinity;
            float[] expected = RunReference(geometry, input, weight, bias);
            float[] got = Run(form, geometry, input, weight, bias);
            Assert.That(got.Select(Kind), Is.EqualTo(expected.Select(Kind)), Describe(geometry));
        }
    }

    [Test]
    public void Run_SecondTime_GivesTheSameBits([Values] LinearGpuForm form)
    {
        LinearGeometry geometry = Create(5, 516, 132);
        if (!LinearGpuForms.Fits(form, Gpu, geometry))
        {
            return;
        }

        float[] input = Floats(5 * 516, 1);
        float[] weight = Floats(132 * 516, 2);
        float[] first = Run(form, geometry, input, weight, []);
        FloatsAssert.Exact(first, Run(form, geometry, input, weight, []), Describe(geometry));
    }

    [Test]
    public void Run_NoRows_LaunchesNothing([Values] LinearGpuForm form)
    {
        LinearGeometry geometry = Create(0, 4, 16);
        ArrayView<float> outputView = Reserve(1);
        float[] packed = LinearGpuForms.Pack(form, geometry, new float[4 * 16]);
        LinearGpuForms.Run(form, Gpu, geometry, new(default, Upload(packed), default, ClampRange.None, outputView));
        Assert.That(Download(outputView), Is.EqualTo(new[] { Unwritten }));
    }

    [Test]
    public void Choose_AnySize_FitsTheDevice()
    {
        foreach (LinearGeometry geometry in Geometries)
        {
            LinearGpuForm form = LinearGpuForms.Choose(Gpu, geometry);
            Assert.That(LinearGpuForms.Fits(form, Gpu, geometry), $"{form}, {Describe(geometry)}");
        }
    }

    private static LinearGeometry Create(int rows, int inFeatures, int outFeatures) =>
        new() { Rows = rows, InFeatures = inFeatures, OutFeatures = outFeatures };

    private static string Describe(LinearGeometry geometry) =>
        $"[{geometry.Rows},{geometry.InFeatures}] to {geometry.OutFeatures}";

    private static string Kind(float x) => float.IsFinite(x) ? "finite" : $"{x}";

    private static float[] RunReference(LinearGeometry geometry, float[] input, float[] weight, float[] bias)
    {
        float[] output = new float[geometry.Rows * geometry.OutFeatures];
        LinearReference.Run(geometry, input, weight, bias, output);
        return output;
    }

    // Kernels with thread blocks run on OpenCL and CUDA alone: ILGPU's emulated accelerator allows blocks of two
    // threads.
    private Func<LinearGeometry, bool> Fits(LinearGpuForm form) =>
        geometry => LinearGpuForms.Fits(form, Gpu, geometry);

    private float[] Run(
        LinearGpuForm form,
        LinearGeometry geometry,
        float[] input,
        float[] weight,
        float[] bias,
        ClampRange? clamp = null)
    {
        LinearGpuOperands operands = new(
            Upload(input),
            Upload(LinearGpuForms.Pack(form, geometry, weight)),
            Upload(bias),
            clamp ?? ClampRange.None,
            Reserve(geometry.Rows * geometry.OutFeatures));
        LinearGpuForms.Run(form, Gpu, geometry, operands);
        return Download(operands.Output);
    }
}
