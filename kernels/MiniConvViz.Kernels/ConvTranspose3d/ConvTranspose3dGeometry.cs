namespace MiniConvViz.Kernels;

/// <summary>
/// All sizes of a 3-d transposed convolution: those of a 2-d transposed convolution of each slice, and those along
/// the depth.
/// </summary>
/// <remarks>
/// Shapes: <c>input [N,C,D,H,W]</c>, <c>weight [C,O/groups,KD,KH,KW]</c>, <c>bias [O]</c>, <c>output
/// [N,O,OD,OH,OW]</c>.
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose3d.html
/// </remarks>
internal readonly struct ConvTranspose3dGeometry
{
    /// <summary>The 2-d transposed convolution of each slice [N,C,H,W] by one layer of the filters.</summary>
    public required ConvTranspose2dGeometry Slice { get; init; }

    public required int InDepth { get; init; }

    public required int OutDepth { get; init; }

    public required int KernelDepth { get; init; }

    public required int StrideZ { get; init; }

    /// <summary>Slices that are cut off the output at its front.</summary>
    public required int PaddingZ { get; init; }

    public required int DilationZ { get; init; }

    /// <summary>Values of one channel of the input: D * H * W.</summary>
    public int InVolume => InDepth * Slice.InHeight * Slice.InWidth;

    /// <summary>Weights of one filter: KD * KH * KW.</summary>
    public int Taps => KernelDepth * Slice.Taps;

    /// <summary>
    /// One slice of the output as a 2-d transposed convolution: the slices that contribute to it are stacked as
    /// channels, <c>[1,C*KD,H,W]</c>, and the filters are <c>[C*KD,O/groups,KH,KW]</c>.
    /// </summary>
    public ConvTranspose2dGeometry Stacked => Slice with { Batch = 1, InChannels = Slice.InChannels * KernelDepth };

    /// <summary>The slices of the input that contribute to output slice z.</summary>
    public DepthTaps TapsOf(int z) => new()
    {
        First = z + PaddingZ,
        Step = -DilationZ,
        Divisor = StrideZ,
        Depth = InDepth,
    };
}
