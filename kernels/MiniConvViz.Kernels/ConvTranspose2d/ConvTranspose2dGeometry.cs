namespace MiniConvViz.Kernels;

/// <summary>
/// All sizes of a 2-d transposed convolution, and the only place where its output size is
/// computed.
/// </summary>
/// <remarks>
/// Shapes: <c>input [N,C,H,W]</c>, <c>weight [C,O/groups,KH,KW]</c>, <c>bias [O]</c>, <c>output [N,O,OH,OW]</c>. The
/// padding given is what is cut off the output at its top and left; what is cut off below and on the right is
/// contained in its size. Source: https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html
/// </remarks>
internal readonly struct ConvTranspose2dGeometry
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

    /// <summary>Weights of one filter: KH*KW.</summary>
    public int Taps => KernelHeight * KernelWidth;

    /// <summary>
    /// The output size along one axis:
    /// <c>(size - 1)*stride + dilation*(kernel - 1) + 1 - padding before and after + output_padding</c>; zero or less
    /// if the padding cuts off everything. Computed in 64 bits and limited to the range of int.
    /// </summary>
    public static int OutputSize(int size, int kernel, int stride, long padding, int dilation, int outputPadding)
    {
        long reach = ((size - 1L) * stride) + ((long)dilation * (kernel - 1)) + 1;
        return (int)Math.Clamp(reach - padding + outputPadding, int.MinValue, int.MaxValue);
    }
}
