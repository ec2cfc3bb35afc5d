namespace MiniConvViz.Kernels.Tests;

/// <summary>The transposed convolutions that every form is tested with.</summary>
internal static class ConvTranspose2dCases
{
    /// <summary>
    /// Awkward sizes: contributions of the inputs that overlap, touch or leave gaps, edges that are cut off, more
    /// output channels than a chunk of weights holds.
    /// </summary>
    public static IEnumerable<ConvTranspose2dGeometry> Awkward()
    {
        yield return Create((1, 1, 1, 1), 1, (1, 1), (1, 1), (0, 0), (1, 1), 0);
        yield return Create((2, 3, 5, 7), 8, (3, 3), (1, 1), (1, 1), (1, 1), 0);
        yield return Create((1, 17, 4, 33), 70, (2, 2), (2, 2), (0, 0), (1, 1), 0);
        yield return Create((1, 8, 6, 5), 12, (4, 4), (2, 2), (1, 1), (1, 1), 1);
        yield return Create((3, 7, 3, 4), 5, (2, 3), (3, 4), (0, 1), (1, 1), 2);
        yield return Create((1, 6, 9, 8), 4, (3, 2), (1, 2), (2, 0), (2, 3), 0, groups: 2);
        yield return Create((2, 9, 5, 6), 9, (4, 3), (2, 1), (1, 1), (1, 1), 0, groups: 9);
        yield return Create((1, 2, 2, 3), 3, (12, 13), (5, 4), (3, 3), (1, 1), 0);
    }

    public static ConvTranspose2dGeometry Create(
        (int N, int C, int H, int W) input,
        int outChannels,
        (int Y, int X) kernel,
        (int Y, int X) stride,
        (int Y, int X) padding,
        (int Y, int X) dilation,
        int outputPadding,
        int groups = 1) => new()
        {
            Batch = input.N,
            InChannels = input.C,
            InHeight = input.H,
            InWidth = input.W,
            OutChannels = outChannels,
            OutHeight = ConvTranspose2dGeometry.OutputSize(
                input.H, kernel.Y, stride.Y, 2 * padding.Y, dilation.Y, outputPadding),
            OutWidth = ConvTranspose2dGeometry.OutputSize(
                input.W, kernel.X, stride.X, 2 * padding.X, dilation.X, outputPadding),
            KernelHeight = kernel.Y,
            KernelWidth = kernel.X,
            StrideY = stride.Y,
            StrideX = stride.X,
            PaddingY = padding.Y,
            PaddingX = padding.X,
            DilationY = dilation.Y,
            DilationX = dilation.X,
            Groups = groups,
        };

    public static float[] Input(ConvTranspose2dGeometry g) =>
        Numbers.Random(g.Batch * g.InChannels * g.InHeight * g.InWidth, 1);

    public static float[] Weight(ConvTranspose2dGeometry g) =>
        Numbers.Random(g.InChannels * g.GroupOutChannels * g.Taps, 2);

    public static float[] Bias(ConvTranspose2dGeometry g) => Numbers.Random(g.OutChannels, 3);

    public static int OutputLength(ConvTranspose2dGeometry g) =>
        g.Batch * g.OutChannels * g.OutHeight * g.OutWidth;

    /// <summary>The expected output.</summary>
    public static float[] Reference(ConvTranspose2dGeometry g)
    {
        float[] output = new float[OutputLength(g)];
        ConvTranspose2dReference.Run(g, Input(g), Weight(g), Bias(g), output);
        return output;
    }

    public static string Describe(ConvTranspose2dGeometry g) =>
        $"input [{g.Batch},{g.InChannels},{g.InHeight},{g.InWidth}], "
        + $"output {g.OutChannels}x{g.OutHeight}x{g.OutWidth}, "
        + $"kernel {g.KernelHeight}x{g.KernelWidth}, stride {g.StrideY}x{g.StrideX}, "
        + $"padding {g.PaddingY}x{g.PaddingX}, dilation {g.DilationY}x{g.DilationX}, groups {g.Groups}";
}
