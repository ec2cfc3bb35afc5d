namespace MiniConvViz.Kernels.Tests;

/// <summary>The windows that pooling is tested with.</summary>
internal static class Pool2dCases
{
    /// <summary>
    /// Awkward sizes: odd, narrow, wider than vectors, windows that hang over, touch or miss the edges.
    /// </summary>
    public static IEnumerable<Pool2dGeometry> Awkward(bool dilated)
    {
        (int N, int C, int H, int W)[] sizes =
            [(1, 1, 1, 1), (1, 3, 7, 5), (2, 7, 8, 9), (1, 17, 13, 13), (3, 1, 6, 33), (1, 2, 5, 70), (1, 8, 70, 6)];
        foreach ((int n, int c, int h, int w) in sizes)
        {
            foreach (bool ceilMode in new[] { false, true })
            {
                yield return Create((n, c, h, w), (2, 2), (2, 2), (0, 0), (1, 1), ceilMode);
                yield return Create((n, c, h, w), (2, 2), (2, 2), (1, 1), (1, 1), ceilMode);
                yield return Create((n, c, h, w), (3, 3), (2, 2), (0, 0), (1, 1), ceilMode);
                yield return Create((n, c, h, w), (3, 3), (2, 2), (1, 1), (1, 1), ceilMode);
                yield return Create((n, c, h, w), (3, 3), (1, 1), (1, 1), (1, 1), ceilMode);
                yield return Create((n, c, h, w), (2, 2), (3, 3), (1, 1), (1, 1), ceilMode);
                yield return Create((n, c, h, w), (3, 2), (2, 3), (1, 0), (1, 1), ceilMode);
                yield return Create((n, c, h, w), (5, 4), (4, 5), (2, 2), (1, 1), ceilMode);
                yield return Create((n, c, h, w), (1, 1), (2, 2), (0, 0), (1, 1), ceilMode);
                yield return Create((n, c, h, w), (h, w), (1, 1), (0, 0), (1, 1), ceilMode);
                if (dilated)
                {
                    yield return Create((n, c, h, w), (3, 3), (1, 1), (1, 1), (2, 2), ceilMode);
                    yield return Create((n, c, h, w), (3, 3), (2, 2), (1, 1), (2, 2), ceilMode);
                    yield return Create((n, c, h, w), (4, 3), (1, 2), (2, 1), (2, 3), ceilMode);
                    yield return Create((n, c, h, w), (2, 2), (3, 2), (1, 1), (4, 5), ceilMode);
                }
            }
        }
    }

    public static Pool2dGeometry Create(
        (int N, int C, int H, int W) size,
        (int Y, int X) kernel,
        (int Y, int X) stride,
        (int Y, int X) padding,
        (int Y, int X) dilation,
        bool ceilMode,
        bool countIncludePad = true,
        int divisorOverride = 0) => new()
        {
            Batch = size.N,
            Channels = size.C,
            InHeight = size.H,
            InWidth = size.W,
            OutHeight = Pool2dGeometry.OutputSize(
                size.H, kernel.Y, stride.Y, padding.Y, padding.Y, dilation.Y, ceilMode),
            OutWidth = Pool2dGeometry.OutputSize(
                size.W, kernel.X, stride.X, padding.X, padding.X, dilation.X, ceilMode),
            KernelHeight = kernel.Y,
            KernelWidth = kernel.X,
            StrideY = stride.Y,
            StrideX = stride.X,
            PaddingY = padding.Y,
            PaddingX = padding.X,
            PaddingEndY = padding.Y,
            PaddingEndX = padding.X,
            DilationY = dilation.Y,
            DilationX = dilation.X,
            CountIncludePad = countIncludePad ? 1 : 0,
            DivisorOverride = divisorOverride,
        };

    public static int InputLength(Pool2dGeometry g) => g.Batch * g.Channels * g.InHeight * g.InWidth;

    public static int OutputLength(Pool2dGeometry g) => g.Batch * g.Channels * g.OutHeight * g.OutWidth;

    public static string Describe(Pool2dGeometry g) =>
        $"input [{g.Batch},{g.Channels},{g.InHeight},{g.InWidth}], kernel {g.KernelHeight}x{g.KernelWidth}, "
        + $"stride {g.StrideY}x{g.StrideX}, padding {g.PaddingY}x{g.PaddingX}, dilation {g.DilationY}x{g.DilationX}, "
        + $"output {g.OutHeight}x{g.OutWidth}, count_include_pad {g.CountIncludePad}, divisor {g.DivisorOverride}";
}
