namespace MiniConvViz.Ops;

/// <summary>
/// Rows and columns added around an image: the same on both sides, as in PyTorch's layers, different before and after,
/// as in ONNX files, or such that the output is as large as the input divided by the stride.
/// </summary>
/// <param name="Begin">Above and on the left.</param>
/// <param name="End">Below and on the right.</param>
/// <param name="Same"> A value other than <see cref="SamePadding.None"/> replaces both, once the input's size is known.
/// </param>
public readonly record struct Padding2d(Extent2d Begin, Extent2d End, SamePadding Same = SamePadding.None)
{
    /// <summary>The same before and after, for any size of the input.</summary>
    public bool IsSymmetric => Same == SamePadding.None && Begin == End;

    /// <summary>The smallest of the four; a negative padding would cut the image.</summary>
    public int Smallest => Math.Min(Math.Min(Begin.Y, Begin.X), Math.Min(End.Y, End.X));

    /// <summary>The same on both sides of each axis.</summary>
    public static implicit operator Padding2d(Extent2d both) => new(both, both);

    /// <summary>The same on both sides of both axes.</summary>
    public static implicit operator Padding2d(int all) => new(all, all);

    /// <summary>The same on both sides: rows, then columns.</summary>
    public static implicit operator Padding2d((int Y, int X) pair) => new(pair, pair);

    /// <summary>The same on both sides of both axes.</summary>
    public static Padding2d FromInt32(int all) => all;

    /// <summary>The same on both sides.</summary>
    public static Padding2d FromExtent2d(Extent2d both) => both;

    /// <summary>
    /// The rows and columns themselves for one input.
    /// <code>out = ceil(in / stride);   total = max((out - 1) * stride + (kernel - 1) * dilation + 1 - in, 0)</code>
    /// </summary>
    /// <remarks>
    /// Source: <c>auto_pad</c> of https://onnx.ai/onnx/operators/onnx__Conv.html; with stride 1 it is PyTorch's
    /// <c>padding='same'</c>.
    /// </remarks>
    public Padding2d Resolve(int height, int width, Extent2d kernel, Extent2d stride, Extent2d dilation)
    {
        if (Same == SamePadding.None)
        {
            return this;
        }

        int totalY = Total(height, kernel.Y, stride.Y, dilation.Y);
        int totalX = Total(width, kernel.X, stride.X, dilation.X);
        Extent2d less = (totalY / 2, totalX / 2);
        Extent2d more = (totalY - less.Y, totalX - less.X);
        return Same == SamePadding.Upper ? new(less, more) : new(more, less);
    }

    /// <summary><c>(1, 1)</c> as PyTorch prints it, or <c>((top, bottom), (left, right))</c>.</summary>
    public override string ToString() => Same switch
    {
        SamePadding.Upper => "'same'",
        SamePadding.Lower => "'same_lower'",
        _ => Begin == End ? Begin.ToString() : $"(({Begin.Y}, {End.Y}), ({Begin.X}, {End.X}))",
    };

    private static int Total(int size, int kernel, int stride, int dilation)
    {
        long outputs = ((long)size + stride - 1) / stride;
        long total = ((outputs - 1) * stride) + ((kernel - 1L) * dilation) + 1 - size;
        return (int)Math.Clamp(total, 0, int.MaxValue);
    }
}
