using ILGPU;

namespace MiniConvViz.Kernels.Tests;

/// <summary>The pools with windows and the adaptive ones.</summary>
public sealed class Pool2dGpuTests(GpuDescription device) : GpuFixture(device)
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
