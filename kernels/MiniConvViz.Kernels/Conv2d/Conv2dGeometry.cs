namespace MiniConvViz.Kernels;

/// <summary>
/// Everything a 2-d convolution needs to know about sizes, and the only place where its output size is computed.
/// Holds ints alone, so the same struct is handed to loops, vector code and GPU kernels.
/// </summary>
/// <remarks>
/// Shapes: <c>input [N,C,H,W]</c>, <c>weight [O,C/groups,KH,KW]</c>, <c>bias [O]</c>, <c>output [N,O,OH,OW]</c>. The
/// padding is the one above and on the left; what lies below and on the right is in the output's size already.
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
/// </remarks>
internal readonly struct Conv2dGeometry
{
    public required int Batch { get; init; }

    public required int InChannels { get; init; }

    public required int InHeight { get; init; }

    public required int InWidth { get; init; }

    public required int OutChannels { get; init; }

    public required int OutHeight { get; init; }

    public required int OutWidth { get; init; }

    public required int KernelHeight { get; init; }

    public required int KernelWidth { get; init; }

    public required int StrideY { get; init; }

    public required int StrideX { get; init; }

    public required int PaddingY { get; init; }

    public required int PaddingX { get; init; }

    public required int DilationY { get; init; }

    public required int DilationX { get; init; }

    public required int Groups { get; init; }

    /// <summary>Channels each output channel reads: C/groups.</summary>
    public int GroupInChannels => InChannels / Groups;

    /// <summary>Output channels that share one group of inputs: O/groups.</summary>
    public int GroupOutChannels => OutChannels / Groups;

    /// <summary>Terms in one output's sum: C/groups * KH * KW.</summary>
    public int Terms => GroupInChannels * KernelHeight * KernelWidth;

    /// <summary>Every group is one channel: the convolution never mixes channels.</summary>
    public bool IsDepthwise => Groups == InChannels && Groups > 1;

    /// <summary>Each output pixel reads the one input pixel in its place.</summary>
    internal bool IsPixelwise =>
        this is { KernelHeight: 1, KernelWidth: 1, StrideY: 1, StrideX: 1, PaddingY: 0, PaddingX: 0 }
        && OutHeight == InHeight
        && OutWidth == InWidth;

    /// <summary>
    /// How many places a kernel fits along one axis:
    /// <c>floor((size + paddingBefore + paddingAfter - dilation*(kernel-1) - 1) / stride) + 1</c>; zero when it fits
    /// nowhere. Computed in 64 bits; the largest int stands for it and for all that is larger.
    /// </summary>
    public static int OutputSize(
        int size, int kernel, int stride, int paddingBefore, int paddingAfter, int dilation)
    {
        long room = (long)size + paddingBefore + paddingAfter - ((long)dilation * (kernel - 1)) - 1;
        return room < 0 ? 0 : (int)Math.Min((room / stride) + 1, int.MaxValue);
    }

    /// <summary>The image as one long row, for a pixelwise convolution: it does not care where rows end.</summary>
    internal Conv2dGeometry AsOneRow() => this with
    {
        InHeight = 1,
        InWidth = InHeight * InWidth,
        OutHeight = 1,
        OutWidth = OutHeight * OutWidth,
    };
}
