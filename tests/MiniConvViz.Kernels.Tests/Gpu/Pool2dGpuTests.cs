using ILGPU;

namespace MiniConvViz.Kernels.Tests;

/// <summary>The pools with windows and the adaptive ones.</summary>
internal sealed class Pool2dGpuTests(GpuDescription device) : GpuFixture(device)
{
    private static IEnumerable<Pool2dGeometry> Awkward()
    {
        foreach (bool ceilMode in new[] { false, true })
        {
            yield return Create((2, 3, 7, 10), (2, 2), (2, 2), (0, 0), (1, 1), ceilMode);
            yield return Create((1, 17, 8, 5), (3, 3), (2, 2), (1, 1), (1, 1), ceilMode);
            yield return Create((1, 2, 9, 14), (3, 5), (1, 3), (0, 2), (2, 1), ceilMode);
            yield return Create((1, 1, 2, 1), (3, 2), (1, 1), (1, 1), (1, 1), ceilMode);
            yield return Create((3, 1, 5, 6), (2, 3), (3, 2), (1, 1), (1, 1), ceilMode);
        }
    }

    [Test]
    public void MaxPool2d_AwkwardShapes_MatchesReference()
    {
        foreach (Pool2dGeometry geometry in Awkward())
        {
            float[] input = Input(geometry);
            input[^1] = float.NaN;
            float[] expected = new float[OutputLength(geometry)];
            MaxPool2dReference.Run(geometry, input, expected);

            ArrayView<float> outputView = Reserve(expected.Length);
            MaxPool2dGpu.Run(Gpu, geometry, Upload(input), outputView);
            Assert.That(Download(outputView), Is.EqualTo(expected), Describe(geometry));
        }
    }

    [Test]
    public void MaxPools_NaNAnywhereInTheWindow_Wins([Range(0, 3)] int position)
    {
        float[] input = [-1f, float.NegativeInfinity, 5f, float.PositiveInfinity];
        input[position] = float.NaN;
        ArrayView<float> inputView = Upload(input);
        ArrayView<float> outputView = Reserve(1);

        Pool2dGeometry geometry = Create((1, 1, 2, 2), (2, 2), (1, 1), (0, 0), (1, 1), ceilMode: false);
        MaxPool2dGpu.Run(Gpu, geometry, inputView, outputView);
        Assert.That(Download(outputView)[0], Is.NaN, "MaxPool2d");

        MaxPool2dIndicesGpu.Run(Gpu, geometry, columnMajor: 0, inputView, outputView);
        Assert.That(Download(outputView)[0], Is.EqualTo(position), "MaxPool2dIndices");

        AdaptivePool2dGeometry adaptive = new()
        {
            Batch = 1,
            Channels = 1,
            InHeight = 2,
            InWidth = 2,
            OutHeight = 1,
            OutWidth = 1,
        };
        AdaptiveMaxPool2dGpu.Run(Gpu, adaptive, inputView, outputView);
        Assert.That(Download(outputView)[0], Is.NaN, "AdaptiveMaxPool2d");
    }

    [TestCase(1, 0)]
    [TestCase(0, 0)]
    [TestCase(1, 5)]
    public void AvgPool2d_AwkwardShapes_MatchesReference(int countIncludePad, int divisorOverride)
    {
        foreach (Pool2dGeometry sizes in Awkward())
        {
            Pool2dGeometry geometry = sizes with
            {
                DilationY = 1,
                DilationX = 1,
                CountIncludePad = countIncludePad,
                DivisorOverride = divisorOverride,
            };
            float[] input = Input(geometry);
            float[] expected = new float[OutputLength(geometry)];
            AvgPool2dReference.Run(geometry, input, expected);

            ArrayView<float> outputView = Reserve(expected.Length);
            AvgPool2dGpu.Run(Gpu, geometry, Upload(input), outputView);
            FloatsAssert.Close(expected, Download(outputView), MaxRelativeError, Describe(geometry));
        }
    }

    [TestCase(7, 5, 1, 1)]
    [TestCase(7, 5, 3, 2)]
    [TestCase(4, 9, 4, 9)]
    [TestCase(3, 2, 7, 5)]
    [TestCase(13, 11, 6, 6)]
    public void AdaptiveAvgPool2d_AnyOutputSize_MatchesReference(int height, int width, int outHeight, int outWidth)
    {
        AdaptivePool2dGeometry geometry = new()
        {
            Batch = 2,
            Channels = 3,
            InHeight = height,
            InWidth = width,
            OutHeight = outHeight,
            OutWidth = outWidth,
        };
        float[] input = Floats(6 * height * width, 1);
        float[] expected = new float[6 * outHeight * outWidth];
        AdaptiveAvgPool2dReference.Run(geometry, input, expected);

        ArrayView<float> outputView = Reserve(expected.Length);
        AdaptiveAvgPool2dGpu.Run(Gpu, geometry, Upload(input), outputView);
        FloatsAssert.Close(expected, Download(outputView), MaxRelativeError, "N 2, C 3");
    }

    // Windows narrower than a warp, wider, of fewer rows than a block reads at a time; overlapping ones; whole images.
    [TestCase(33, 70, 2, 2)]
    [TestCase(7, 131, 1, 3)]
    [TestCase(61, 9, 4, 1)]
    [TestCase(50, 41, 3, 2)]
    [TestCase(40, 25, 1, 1)]
    public void AdaptivePool2d_LargeWindows_EachFormMatchesReference(
        int height, int width, int outHeight, int outWidth)
    {
        AdaptivePool2dGeometry geometry = new()
        {
            Batch = 2,
            Channels = 3,
            InHeight = height,
            InWidth = width,
            OutHeight = outHeight,
            OutWidth = outWidth,
        };
        float[] input = Floats(6 * height * width, 1);
        float[] average = new float[6 * outHeight * outWidth];
        AdaptiveAvgPool2dReference.Run(geometry, input, average);
        float[] withNaN = [.. input];
        withNaN[input.Length / 2] = float.NaN;
        float[] maximum = new float[average.Length];
        AdaptiveMaxPool2dReference.Run(geometry, withNaN, maximum);
        foreach (RowForm form in Enum.GetValues<RowForm>().Where(form => RowForms.Fits(form, Gpu)))
        {
            ArrayView<float> outputView = Reserve(average.Length);
            AdaptivePool2dGpu.Run(Gpu, default(MeanReduction), geometry, Upload(input), outputView, form);
            FloatsAssert.Close(average, Download(outputView), MaxRelativeError, $"{form}");
            outputView = Reserve(average.Length);
            AdaptivePool2dGpu.Run(Gpu, default(AmaxReduction), geometry, Upload(withNaN), outputView, form);
            FloatsAssert.Exact(maximum, Download(outputView), $"{form}");
        }
    }

    [TestCase(224, 224, 7, RowForm.Block)]
    [TestCase(60, 60, 6, RowForm.Thread)]
    public void AdaptivePool2d_OnAGpu_SharesLargeWindows(int height, int width, int size, object form)
    {
        using GpuAccelerator gpu = Ptx.PtxDevice.Open();
        AdaptivePool2dGeometry geometry = new()
        {
            Batch = 1,
            Channels = 3,
            InHeight = height,
            InWidth = width,
            OutHeight = size,
            OutWidth = size,
        };
        Assert.That(AdaptivePool2dGpu.Choose(gpu, geometry), Is.EqualTo(form));
    }

    [TestCase(1, 1)]
    [TestCase(7, 7)]
    [TestCase(35, 61)]
    public void Pools_WindowThatIsTheImage_MatchReference(int height, int width)
    {
        Pool2dGeometry geometry = Create(
            (2, 17, height, width), (height, width), (1, 1), (0, 0), (1, 1), ceilMode: false);
        Assert.That(geometry.IsGlobal);
        float[] input = Input(geometry);
        ArrayView<float> inputView = Upload(input);
        ArrayView<float> outputView = Reserve(2 * 17);
        float[] expected = new float[2 * 17];

        AvgPool2dReference.Run(geometry, input, expected);
        AvgPool2dGpu.Run(Gpu, geometry, inputView, outputView);
        FloatsAssert.Close(expected, Download(outputView), MaxRelativeError, "AvgPool2d");

        Pool2dGeometry divided = geometry with { DivisorOverride = 3 };
        AvgPool2dReference.Run(divided, input, expected);
        AvgPool2dGpu.Run(Gpu, divided, inputView, outputView);
        FloatsAssert.Close(expected, Download(outputView), MaxRelativeError, "AvgPool2d with a divisor");

        MaxPool2dReference.Run(geometry, input, expected);
        MaxPool2dGpu.Run(Gpu, geometry, inputView, outputView);
        FloatsAssert.Exact(expected, Download(outputView), "MaxPool2d");

        foreach (int p in new[] { 1, 2, 3 })
        {
            LPPool2dReference.Run(geometry, p, input, expected);
            LPPool2dGpu.Run(Gpu, geometry, p, inputView, outputView);
            FloatsAssert.Close(expected, Download(outputView), MaxRelativeError, $"LPPool2d, p {p}");
            if (RowForms.Fits(RowForm.Block, Gpu))
            {
                AxisGeometry planes = new() { Outer = 2 * 17, Length = height * width, Inner = 1 };
                outputView = Reserve(2 * 17);
                LPPool2dGpu.RunBlocks(Gpu, planes, p, inputView, outputView);
                FloatsAssert.Close(expected, Download(outputView), MaxRelativeError, $"LPPool2d in blocks, p {p}");
            }
        }
    }

    private static float[] Input(Pool2dGeometry g) => Floats(g.Batch * g.Channels * g.InHeight * g.InWidth, 1);

    private static int OutputLength(Pool2dGeometry g) => g.Batch * g.Channels * g.OutHeight * g.OutWidth;

    private static string Describe(Pool2dGeometry g) =>
        $"input [{g.Batch},{g.Channels},{g.InHeight},{g.InWidth}], output {g.OutHeight}x{g.OutWidth}, "
        + $"kernel {g.KernelHeight}x{g.KernelWidth}, stride {g.StrideY},{g.StrideX}, "
        + $"padding {g.PaddingY},{g.PaddingX}, dilation {g.DilationY},{g.DilationX}";

    private static Pool2dGeometry Create(
        (int N, int C, int H, int W) input,
        (int H, int W) kernel,
        (int Y, int X) stride,
        (int Y, int X) padding,
        (int Y, int X) dilation,
        bool ceilMode) => new()
        {
            Batch = input.N,
            Channels = input.C,
            InHeight = input.H,
            InWidth = input.W,
            OutHeight = Pool2dGeometry.OutputSize(
                input.H, kernel.H, stride.Y, padding.Y, padding.Y, dilation.Y, ceilMode),
            OutWidth = Pool2dGeometry.OutputSize(
                input.W, kernel.W, stride.X, padding.X, padding.X, dilation.X, ceilMode),
            KernelHeight = kernel.H,
            KernelWidth = kernel.W,
            StrideY = stride.Y,
            StrideX = stride.X,
            PaddingY = padding.Y,
            PaddingX = padding.X,
            PaddingEndY = padding.Y,
            PaddingEndX = padding.X,
            DilationY = dilation.Y,
            DilationX = dilation.X,
            CountIncludePad = 1,
            DivisorOverride = 0,
        };
}
