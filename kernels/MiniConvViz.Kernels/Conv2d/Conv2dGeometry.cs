namespace MiniConvViz.Kernels;

/// <summary>
/// All sizes of a 2-d convolution, and the only place where its output size is computed. Holds only ints, so the same
/// struct is passed to loops, vector code and GPU kernels.
/// </summary>
/// <remarks>
/// Shapes: <c>input [N,C,H,W]</c>, <c>weight [O,C/groups,KH,KW]</c>, <c>bias [O]</c>, <c>output [N,O,OH,OW]</c>. The
/// padding given is that above and on the left; the padding below and on the right is contained in the output's size.
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

    /// <summary>Output channels in each group: O/groups.</summary>
    public int GroupOutChannels => OutChannels / Groups;

    /// <summary>Terms in one output's sum: C/groups * KH * KW.</summary>
    public int Terms => GroupInChannels * KernelHeight * KernelWidth;

    /// <summary>Whether it is a depthwise convolution: every group has one input and one output channel.</summary>
    public bool IsDepthwise => Groups == InChannels && Groups > 1;

    /// <summary>
    /// Whether it is a pointwise (1x1) convolution: each output pixel reads the input pixel at the same position.
    /// </summary>
    internal bool IsPixelwise =>
        this is { KernelHeight: 1, KernelWidth: 1, StrideY: 1, StrideX: 1, PaddingY: 0, PaddingX: 0 }
        && OutHeight == InHeight
        && OutWidth == InWidth;

    /// <summary>
    /// The output size along one axis:
    /// <c>floor((size + paddingBefore + paddingAfter - dilation*(kernel-1) - 1) / stride) + 1</c>; zero if the kernel
    /// does not fit. Computed in 64 bits and limited to the largest int.
    /// </summary>
    public static int OutputSize(
        int size, int kernel, int stride, int paddingBefore, int paddingAfter, int dilation)
    {
        long room = (long)size + paddingBefore + paddingAfter - ((long)dilation * (kernel - 1)) - 1;
        return room < 0 ? 0 : (int)Math.Min((room / stride) + 1, int.MaxValue);
    }

    /// <summary>
    /// The image as one long row, for a pointwise convolution, whose result does not depend on where rows end.
    /// </summary>
    internal Conv2dGeometry AsOneRow() => this with
    {
        InHeight = 1,
        InWidth = InHeight * InWidth,
        OutHeight = 1,
        OutWidth = OutHeight * OutWidth,
    };
}
