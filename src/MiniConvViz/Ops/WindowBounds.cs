using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The checks of all windows that slide over images. After them every form of every kernel can compute all positions
/// and sizes in 32 bits:
/// <code>
/// first place      -padding                                     last place    padded + stride + reach - 1
/// padded           before + size + after                        reach         (kernel - 1)*dilation + 1
/// offset of a tap  up to the whole tensor + one padded image    copy          (padded + stride) along y * along x
/// sixteen windows  side by side begin within 16*stride
/// </code>
/// All of it is computed in 64 bits here; a window that does not fit its padded image is refused by the operator. A
/// stride or a dilation without influence on the output is reduced to a smaller one with the same output: windows that
/// lie farther apart than the padded image is long are one window.
/// </summary>
internal static class WindowBounds
{
    /// <summary>The longest padded axis: sixteen strides of that length, and one more, are an int.</summary>
    public const int LongestAxis = 1 << 26;

    /// <summary>
    /// Paddings, and strides and dilations of shorter images, may be as large as this: far above any network's.
    /// </summary>
    public const int LargestStep = 1 << 16;

    /// <summary>Pixels of a padded image, a stride longer along both axes: what a kernel may copy.</summary>
    public const int LargestImage = 1 << 30;

    /// <summary>Checks a window of a convolution or a pooling over images [N,C,H,W].</summary>
    /// <exception cref="ShapeException">Places or sizes that a kernel computes are no ints.</exception>
    public static void Check(Shape image, Window window)
    {
        (Extent2d kernel, Extent2d stride, Padding2d padding, Extent2d dilation) = window;
        (Extent2d begin, Extent2d end, _) = padding.Resolve(image.Height, image.Width, kernel, stride, dilation);
        long y = CheckAxis("rows", image.Height, begin.Y, end.Y, stride.Y, dilation.Y);
        long x = CheckAxis("columns", image.Width, begin.X, end.X, stride.X, dilation.X);
        CheckImage(image, (y + Math.Min(stride.Y, y)) * (x + Math.Min(stride.X, x)));
    }

    /// <summary>Checks the window of a transposed convolution over images [N,C,H,W].</summary>
    /// <exception cref="ShapeException">Places or sizes that a kernel computes are no ints.</exception>
    public static void CheckTransposed(
        Shape image, Extent2d kernel, Extent2d stride, Extent2d dilation, Extent2d outputPadding, Extent2d? outputSize)
    {
        long y = CheckStamps(
            "rows", image.Height, kernel.Y, stride.Y, dilation.Y, outputPadding.Y, outputSize?.Y ?? 0);
        long x = CheckStamps(
            "columns", image.Width, kernel.X, stride.X, dilation.X, outputPadding.X, outputSize?.X ?? 0);
        CheckImage(image, y * x);
    }

    /// <summary>
    /// The stride and the dilation for the kernels: no stride longer than the padded image, and dilation 1 for a window
    /// of one element.
    /// </summary>
    public static (Extent2d Stride, Extent2d Dilation) Reduce(Shape image, Window window)
    {
        (Extent2d kernel, Extent2d stride, Padding2d padding, Extent2d dilation) = window;
        (Extent2d begin, Extent2d end, _) = padding.Resolve(image.Height, image.Width, kernel, stride, dilation);
        return (
            (Along(stride.Y, image.Height, begin.Y, end.Y), Along(stride.X, image.Width, begin.X, end.X)),
            (kernel.Y == 1 ? 1 : dilation.Y, kernel.X == 1 ? 1 : dilation.X));

        static int Along(int stride, int size, int before, int after) =>
            (int)Math.Clamp((long)before + size + after, 1, stride);
    }

    /// <summary>The padded length of an axis.</summary>
    private static long CheckAxis(string what, int size, int before, int after, int stride, int dilation)
    {
        long padded = (long)before + size + after;
        if (Math.Max(before, after) > LargestStep)
        {
            throw new ShapeException(
                $"pads {size} {what} by {before} and {after}; at most {LargestStep} are supported");
        }

        return padded <= LongestAxis
            ? CheckSteps(what, padded, stride, dilation)
            : throw new ShapeException($"slides over {padded} {what}; at most {LongestAxis} are supported");
    }

    private static long CheckSteps(string what, long length, int stride, int dilation) =>
        Math.Max(stride, dilation) <= Math.Max(length, LargestStep)
            ? length
            : throw new ShapeException(
                $"slides over {length} {what} with stride {stride} and dilation {dilation}; "
                + $"at most {Math.Max(length, LargestStep)} of each is supported");

    private static long CheckStamps(
        string what, int size, int kernel, int stride, int dilation, int outputPadding, int outputSize)
    {
        long stamped = ((Math.Max(size, 1) - 1L) * stride) + ((kernel - 1L) * dilation) + 1;
        long length = Math.Max(stamped + outputPadding, outputSize);
        return length <= LongestAxis
            ? CheckSteps(what, length, stride, dilation)
            : throw new ShapeException($"makes {length} {what} before cutting; at most {LongestAxis} are supported");
    }

    private static void CheckImage(Shape image, long pixels)
    {
        if (pixels > LargestImage || image.Count + pixels > int.MaxValue)
        {
            throw new ShapeException(
                $"needs {pixels} pixels for one padded image of {image}; at most {LargestImage}, and {int.MaxValue} "
                + "numbers with all images, are supported");
        }
    }
}
