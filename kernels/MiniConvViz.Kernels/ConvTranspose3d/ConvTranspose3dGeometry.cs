namespace MiniConvViz.Kernels;

/// <summary>
/// Everything a 3-d transposed convolution needs to know about sizes: how its stamps spread over each slice, and how
/// they spread from slice to slice.
/// </summary>
/// <remarks>
/// Shapes: <c>input [N,C,D,H,W]</c>, <c>weight [C,O/groups,KD,KH,KW]</c>, <c>bias [O]</c>, <c>output
/// [N,O,OD,OH,OW]</c>.
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose3d.html
/// </remarks>
internal readonly struct ConvTranspose3dGeometry
{
    /// <summary>What each layer of the filters does to each slice [N,C,H,W].</summary>
    public required ConvTranspose2dGeometry Slice { get; init; }

    public required int InDepth { get; init; }

    public required int OutDepth { get; init; }

    public required int KernelDepth { get; init; }

    public required int StrideZ { get; init; }

    /// <summary>Slices that the output loses at its front.</summary>
    public required int PaddingZ { get; init; }

    public required int DilationZ { get; init; }

    /// <summary>Values of one channel of the input: D * H * W.</summary>
    public int InVolume => InDepth * Slice.InHeight * Slice.InWidth;

    /// <summary>Weights of one filter: KD * KH * KW.</summary>
    public int Taps => KernelDepth * Slice.Taps;

    /// <summary>
    /// One slice of the output as a 2-d transposed convolution: the slices whose stamps reach it lie one after the
    /// other as channels, <c>[1,C*KD,H,W]</c>, and the filters are <c>[C*KD,O/groups,KH,KW]</c>.
    /// </summary>
    public ConvTranspose2dGeometry Stacked => Slice with { Batch = 1, InChannels = Slice.InChannels * KernelDepth };

    /// <summary>The slices of the input whose stamps reach output slice z.</summary>
    public DepthTaps TapsOf(int z) => new()
    {
        First = z + PaddingZ,
        Step = -DilationZ,
        Divisor = StrideZ,
        Depth = InDepth,
    };
}
