namespace MiniConvViz.Kernels;

/// <summary>
/// Everything a 3-d convolution needs to know about sizes: how its filters slide over each slice, and how they slide
/// from slice to slice.
/// </summary>
/// <remarks>
/// Shapes: <c>input [N,C,D,H,W]</c>, <c>weight [O,C/groups,KD,KH,KW]</c>, <c>bias [O]</c>, <c>output
/// [N,O,OD,OH,OW]</c>.
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.Conv3d.html
/// </remarks>
internal readonly struct Conv3dGeometry
{
    /// <summary>What each layer of the filters does to each slice [N,C,H,W].</summary>
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
    /// One slice of the output as a 2-d convolution: the slices under the KD layers lie one after the other as
    /// channels, <c>[1,C*KD,H,W]</c>, and the filters <c>[O,C/groups,KD,KH,KW]</c> are <c>[O,C/groups*KD,KH,KW]</c> as
    /// they are.
    /// </summary>
    public Conv2dGeometry Stacked => Slice with { Batch = 1, InChannels = Slice.InChannels * KernelDepth };

    /// <summary>The slices of the input that output slice z sees.</summary>
    public DepthTaps TapsOf(int z) => new()
    {
        First = (z * StrideZ) - PaddingZ,
        Step = DilationZ,
        Divisor = 1,
        Depth = InDepth,
    };
}
