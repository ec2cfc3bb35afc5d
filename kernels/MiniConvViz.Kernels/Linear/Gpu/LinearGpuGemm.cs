namespace MiniConvViz.Kernels;

/// <summary>
/// The fully connected layer as a GEMM: the rows of the input times the transposed weights, with a bias for each
/// column.
/// </summary>
internal static class LinearGpuGemm
{
    // Rows of weights that are transposed together, so that whole cache lines are written.
    private const int Block = 16;

    /// <summary>The sizes as a GEMM.</summary>
    public static GpuGemmGeometry Geometry(in LinearGeometry geometry)
    {
        MatMulGeometry matrices = new()
        {
            Batches = 1,
            Meeting = BroadcastGeometry.Create([], []),
            Rows = geometry.Rows,
            Terms = geometry.InFeatures,
            Columns = geometry.OutFeatures,
        };
        return GpuGemmGeometry.Create(matrices, biasPerRow: 0, biasPerColumn: 1);
    }

    /// <summary>The operands as a GEMM.</summary>
    public static GpuGemmOperands Operands(in LinearGpuOperands operands) =>
        new(operands.Input, operands.Weight, operands.Bias, default, operands.Clamp, operands.Output);

    /// <summary>Transposes the weights: <c>packed [InFeatures,OutFeatures]</c>.</summary>
    /// <param name="geometry">All sizes; the number of rows does not matter.</param>
    /// <param name="weight">[OutFeatures,InFeatures]</param>
    public static float[] Pack(in LinearGeometry geometry, ReadOnlySpan<float> weight)
    {
        (int inFeatures, int outFeatures) = (geometry.InFeatures, geometry.OutFeatures);
        float[] packed = new float[weight.Length];
        for (int first = 0; first < outFeatures; first += Block)
        {
            for (int i = 0; i < inFeatures; i++)
            {
                for (int o = first; o < Math.Min(first + Block, outFeatures); o++)
                {
                    packed[(i * outFeatures) + o] = weight[(o * inFeatures) + i];
                }
            }
        }

        return packed;
    }
}
