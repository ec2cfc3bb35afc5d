namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// Convolutions at which mistakes are likely: H != W, one channel too many for a vector, kernels larger than the
/// image.
/// </summary>
internal static class Conv2dCases
{
    public static IEnumerable<Conv2dGeometry> Awkward()
    {
        // The first has more pixels than any tile has columns; the last ones of each group have fewer.
        foreach (int channels in new[] { 1, 3, 7, 8, 17 })
        {
            yield return Create((1, channels, 9, 13), 5, (3, 3), padding: (1, 1));
            yield return Create((1, channels, 6, 5), 13, (3, 2), stride: (2, 1), padding: (1, 0));
            yield return Create((3, channels, 4, 7), 12, (1, 1));
        }

        yield return Create((1, 2, 23, 37), 25, (5, 3), stride: (3, 2), padding: (2, 1), dilation: (2, 3));
        yield return Create((1, 3, 2, 3), 4, (5, 7), padding: (2, 3));                  // kernel larger than the image
        yield return Create((1, 1, 1, 1), 1, (3, 3), padding: (1, 1));
        yield return Create((1, 2, 5, 4), 3, (2, 2), padding: (3, 3));                  // whole windows in the padding
        yield return Create((1, 3, 5, 100), 2, (1, 3), padding: (0, 1));                // runs longer than any tile
        yield return Create((1, 4, 7, 6), 6, (1, 1), stride: (2, 3));                   // 1x1 that skips pixels
        yield return Create((2, 4, 5, 6), 4, (1, 1), padding: (1, 2));                  // 1x1 with a border
        yield return Create((1, 300, 3, 4), 26, (1, 1));                                // two blocks of terms
        yield return Create((1, 65, 7, 7), 40, (3, 3), padding: (1, 1));                // three blocks, small map
        yield return Create((1, 2, 20, 21), 3, (17, 16), padding: (8, 7));              // one channel is a whole block
        yield return Create((3, 70, 6, 7), 14, (3, 3), padding: (1, 1));                // batch, small map
        yield return Create((1, 30, 33, 31), 14, (3, 3), padding: (1, 1));              // blocks, large map
        yield return Create((1, 3, 31, 29), 16, (11, 11), stride: (4, 4), padding: (2, 2));

        yield return Create((2, 6, 7, 9), 4, (3, 3), padding: (1, 1), groups: 2);
        yield return Create((1, 12, 8, 5), 18, (1, 1), groups: 3);
        yield return Create((1, 3, 6, 8), 9, (3, 3), stride: (1, 2), padding: (1, 1), groups: 3); // multiplier 3

        foreach (int width in new[] { 1, 7, 8, 15, 16, 33 })
        {
            yield return Create((2, 3, 6, width), 3, (3, 3), padding: (1, 1), groups: 3);
            yield return Create((1, 5, 9, width), 5, (3, 5), stride: (2, 2), padding: (1, 2), groups: 5);
        }

        yield return Create((1, 4, 23, 40), 4, (5, 3), stride: (1, 3), padding: (4, 2), dilation: (2, 3), groups: 4);
        yield return Create((1, 2, 3, 2), 2, (5, 5), padding: (2, 2), groups: 2);
        yield return Create((1, 2, 9, 9), 2, (2, 1), stride: (3, 4), groups: 2);
    }

    /// <summary>Sizes around those of blocks of sixteen channels, panels of two blocks and runs of pixels.</summary>
    public static IEnumerable<Conv2dGeometry> AroundBlocks()
    {
        foreach (int channels in new[] { 15, 16, 17, 31, 33, 48 })
        {
            yield return Create((1, channels, 5, 7), 49 - channels, (3, 3), padding: (1, 1));
            yield return Create((2, 49 - channels, 3, 8), channels, (1, 1));
        }

        foreach (int width in new[] { 1, 2, 3, 6, 13, 14, 15, 21, 29 })
        {
            yield return Create((1, 18, 3, width), 40, (3, 3), padding: (1, 1));
            yield return Create((1, 18, 4, width + 2), 40, (2, 3));                     // read in place
            yield return Create((3, 20, 2, width), 33, (1, 1));
        }

        foreach (int stride in new[] { 2, 3, 4 })
        {
            yield return Create((2, 19, 13, 17), 35, (3, 3), stride: (stride, stride), padding: (1, 1));
            yield return Create((1, 19, 13, 30), 16, (1, 1), stride: (stride, 1));
            yield return Create((1, 16, 15, 29), 20, (5, 2), stride: (1, stride), padding: (3, 0), dilation: (2, 3));
        }

        Conv2dGeometry sides = Create((1, 17, 9, 16), 33, (3, 3), padding: (0, 2));
        yield return sides with { OutHeight = sides.OutHeight + 2, OutWidth = sides.OutWidth - 1 };  // below, not right

        yield return Create((2, 32, 6, 9), 32, (3, 3), padding: (1, 1), groups: 2);
        yield return Create((1, 48, 7, 7), 144, (1, 1), groups: 3);
        yield return Create((2, 12, 6, 6), 18, (1, 1), groups: 3);
        yield return Create((3, 33, 14, 14), 130, (1, 1));                                         // tiles in two images
        yield return Create((1, 64, 9, 8), 96, (3, 3), stride: (2, 2), padding: (1, 1), groups: 2);
        yield return Create((3, 130, 14, 14), 70, (3, 3), padding: (1, 1));                          // several bands
    }

    public static Conv2dGeometry Create(
        (int N, int C, int H, int W) input,
        int outChannels,
        (int H, int W) kernel,
        (int Y, int X)? stride = null,
        (int Y, int X)? padding = null,
        (int Y, int X)? dilation = null,
        int groups = 1)
    {
        (int Y, int X) s = stride ?? (1, 1);
        (int Y, int X) p = padding ?? (0, 0);
        (int Y, int X) d = dilation ?? (1, 1);
        return new Conv2dGeometry
        {
            Batch = input.N,
            InChannels = input.C,
            InHeight = input.H,
            InWidth = input.W,
            OutChannels = outChannels,
            OutHeight = Conv2dGeometry.OutputSize(input.H, kernel.H, s.Y, p.Y, p.Y, d.Y),
            OutWidth = Conv2dGeometry.OutputSize(input.W, kernel.W, s.X, p.X, p.X, d.X),
            KernelHeight = kernel.H,
            KernelWidth = kernel.W,
            StrideY = s.Y,
            StrideX = s.X,
            PaddingY = p.Y,
            PaddingX = p.X,
            DilationY = d.Y,
            DilationX = d.X,
            Groups = groups,
        };
    }

    /// <summary>
    /// More multiply-adds than that, or windows beyond 11x11: too much for a device that is interpreted on the CPU.
    /// </summary>
    public static bool IsLarge(Conv2dGeometry geometry, int products = 400_000)
    {
        long window = geometry.KernelHeight * geometry.KernelWidth;
        long outputs = (long)geometry.Batch * geometry.OutChannels * geometry.OutHeight * geometry.OutWidth;
        return window > 121 || outputs * window * geometry.InChannels / geometry.Groups > products;
    }

    public static string Describe(Conv2dGeometry g) =>
        $"input [{g.Batch},{g.InChannels},{g.InHeight},{g.InWidth}], "
        + $"output [{g.OutChannels},{g.OutHeight},{g.OutWidth}], "
        + $"kernel {g.KernelHeight}x{g.KernelWidth}, stride {g.StrideY},{g.StrideX}, "
        + $"padding {g.PaddingY},{g.PaddingX}, "
        + $"dilation {g.DilationY},{g.DilationX}, groups {g.Groups}";
}
