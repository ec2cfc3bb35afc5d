namespace MiniConvViz.Kernels;

/// <summary>
/// All sizes of a 3-d convolution: those of a 2-d convolution of each slice, and those along the depth.
/// </summary>
/// <remarks>
/// Shapes: <c>input [N,C,D,H,W]</c>, <c>weight [O,C/groups,KD,KH,KW]</c>, <c>bias [O]</c>, <c>output
/// [N,O,OD,OH,OW]</c>.
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.Conv3d.html
/// </remarks>
internal readonly struct Conv3dGeometry
{
    /// <summary>The 2-d convolution of each slice [N,C,H,W] by one layer of the filters.</summary>
    public required Conv2dGeometry Slice { get; init; }

    public required int InDepth { get; init; }

    public required int OutDepth { get; init; }

    public required int KernelDepth { get; init; }

    public required int StrideZ { get; init; }

    /// <summary>Slices in front of the volume.</summary>
    public required int PaddingZ { get; init; }

    public required int DilationZ { get; init; }

    /// <summary>Terms in one output's sum: C/groups * KD * KH * KW.</summary>
    public int Terms => Slice.Terms * KernelDepth;

    /// <summary>Values of one channel of the input: D * H * W.</summary>
    public int InVolume => InDepth * Slice.InHeight * Slice.InWidth;

    /// <summary>
    /// One slice of the output as a 2-d convolution: the slices of the KD layers are stacked as channels,
    /// <c>[1,C*KD,H,W]</c>, and the filters <c>[O,C/groups,KD,KH,KW]</c> are read as <c>[O,C/groups*KD,KH,KW]</c>.
    /// </summary>
    public Conv2dGeometry Stacked => Slice with { Batch = 1, InChannels = Slice.InChannels * KernelDepth };

    /// <summary>The slices of the input that output slice z depends on.</summary>
    public DepthTaps TapsOf(int z) => new()
    {
        First = (z * StrideZ) - PaddingZ,
        Step = DilationZ,
        Divisor = 1,
        Depth = InDepth,
    };
}
