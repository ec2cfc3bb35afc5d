namespace MiniConvViz.Kernels;

/// <summary>
/// A pointwise (1x1) convolution as a GEMM, filters times images: there is neither im2col nor a test for borders.
/// <code>
/// output[n] [O,H*W] = weight [O,C] * input[n] [C,H*W]
/// </code>
/// Neither matrix is packed. If H*W is a multiple of 4, a thread reads four pixels in one load of sixteen bytes, and
/// a tile of pixels may begin in one image of a batch and end in the next.
/// </summary>
internal static class Conv2dGpuPointwise
{
    /// <summary>
    /// Whether it computes such a convolution: each output pixel reads the input pixel at the same position.
    /// </summary>
    public static bool Takes(in Conv2dGeometry geometry) => geometry.IsPixelwise;

    /// <summary>Whether pixels are read four at a time.</summary>
    public static bool ReadsQuads(in Conv2dGeometry geometry) =>
        Takes(geometry) && geometry.OutHeight * geometry.OutWidth % 4 == 0;

    /// <summary>The sizes as a GEMM: a group of channels of one image is a matrix.</summary>
    public static GpuGemmGeometry Geometry(in Conv2dGeometry geometry)
    {
        MatMulGeometry matrices = new()
        {
            Batches = geometry.Batch * geometry.Groups,
            Meeting = BroadcastGeometry.Create([geometry.Groups], [geometry.Batch, geometry.Groups]),
            Rows = geometry.GroupOutChannels,
            Terms = geometry.GroupInChannels,
            Columns = geometry.OutHeight * geometry.OutWidth,
        };
        return GpuGemmGeometry.Create(matrices, biasPerRow: 1, biasPerColumn: 0);
    }

    /// <summary>The operands as a GEMM.</summary>
    public static GpuGemmOperands Operands(in Conv2dGpuOperands operands) => new(
        operands.Weight, operands.Input, operands.Bias, operands.Residual, operands.Clamp, operands.Output);
}
