namespace MiniConvViz.Kernels;

/// <summary>
/// All sizes of a 2-d pooling, and the only place where its output size and its divisor are
/// computed.
/// </summary>
/// <remarks>
/// Shapes: <c>input [N,C,H,W]</c>, <c>output [N,C,OH,OW]</c>. The padding is smaller than the window, so no window lies
/// outside the image altogether.
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html and torch.nn.AvgPool2d.html
/// </remarks>
internal readonly struct Pool2dGeometry
{
    public required int Batch { get; init; }

    public required int Channels { get; init; }

    public required int InHeight { get; init; }

    public required int InWidth { get; init; }

    public required int OutHeight { get; init; }

    public required int OutWidth { get; init; }

    public required int KernelHeight { get; init; }

    public required int KernelWidth { get; init; }

    public required int StrideY { get; init; }

    public required int StrideX { get; init; }

    /// <summary>Rows above the image.</summary>
    public required int PaddingY { get; init; }

    /// <summary>Columns on the left of the image.</summary>
    public required int PaddingX { get; init; }

    /// <summary>Rows below the image; they matter where an average counts padding.</summary>
    public required int PaddingEndY { get; init; }

    /// <summary>Columns on the right of the image.</summary>
    public required int PaddingEndX { get; init; }

    /// <summary>Rows from one row of the window to the next; 1 for average pooling, which has no dilation.</summary>
    public required int DilationY { get; init; }

    /// <summary>Columns from one column of the window to the next; 1 for average pooling.</summary>
    public required int DilationX { get; init; }

    /// <summary>Whether an average counts the zeros of the padding: 1 or 0. A maximum ignores them.</summary>
    public required int CountIncludePad { get; init; }

    /// <summary>The divisor of an average, in place of the window's size; 0 for the window's size.</summary>
    public required int DivisorOverride { get; init; }

    /// <summary>Whether the only window is the whole image.</summary>
    public bool IsGlobal => OutHeight == 1 && OutWidth == 1 && PaddingY == 0 && PaddingX == 0
        && DilationY == 1 && DilationX == 1 && KernelHeight == InHeight && KernelWidth == InWidth;

    /// <summary>The reduction of each channel of each image to one value.</summary>
    internal ReduceGeometry Planes => ReduceGeometry.Create([Batch * Channels, InHeight * InWidth], axes: 2u);

    /// <summary>
    /// The output size along one axis:
    /// <c>floor((size + paddingBefore + paddingAfter - dilation*(kernel-1) - 1) / stride) + 1</c>. With
    /// <paramref name="ceilMode"/> the division rounds up, so that a last window may reach past the padding; but a
    /// window that would begin in the padding on the far side is dropped. Zero when no window fits. Computed in 64
    /// bits and limited to the largest int.
    /// </summary>
    /// <example>
    /// Size 5, kernel 2, stride 3, padding 1, rounding up: the windows begin at -1 and 2; one at 5 is dropped.
    /// </example>
    public static int OutputSize(
        int size, int kernel, int stride, int paddingBefore, int paddingAfter, int dilation, bool ceilMode)
    {
        long padded = (long)size + paddingBefore + paddingAfter;
        long room = padded - ((long)dilation * (kernel - 1)) - 1 + (ceilMode ? stride - 1 : 0);
        if (room < 0)
        {
            return 0;
        }

        long windows = (room / stride) + 1;
        bool isLastInPadding = ceilMode && (windows - 1) * stride >= (long)size + paddingBefore;
        return (int)Math.Min(isLastInPadding ? windows - 1 : windows, int.MaxValue);
    }

    /// <summary>
    /// The divisor of the sum under the window of output <c>[y,x]</c>. Elements are counted up to the edge of the
    /// padding; those beyond it, which ceil_mode allows, are not.
    /// </summary>
    public int Divisor(int y, int x) => DivisorOverride != 0 ? DivisorOverride : CountedRows(y) * CountedColumns(x);

    /// <summary>The rows that are counted in the windows of output row y.</summary>
    public int CountedRows(int y) => Counted((y * StrideY) - PaddingY, KernelHeight, InHeight, PaddingEndY);

    /// <summary>The columns that are counted in the windows of output column x.</summary>
    public int CountedColumns(int x) => Counted((x * StrideX) - PaddingX, KernelWidth, InWidth, PaddingEndX);

    private int Counted(int start, int kernel, int size, int paddingAfter)
    {
        int end = Math.Min(start + kernel, size + paddingAfter);
        return CountIncludePad != 0 ? end - start : Math.Min(end, size) - Math.Max(start, 0);
    }
}
