using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The inverse standard deviation of rows on a GPU: the first half of a layer normalisation. A thread computes the
/// statistics of its row, or blocks compute those of slices (<see cref="RowNormalizationBlocks"/>), which one thread
/// per row then joins.
/// </summary>
internal static class InvStdDevGpu
{
    /// <summary><c>output[a] = 1 / sqrt(variance of input[a,:] + eps)</c></summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="length">Values in a row.</param>
    /// <param name="inputView">[rows,length]</param>
    /// <param name="eps">Added to the variance, so that nothing is divided by zero.</param>
    /// <param name="outputView">[rows]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu, int length, ArrayView<float> inputView, float eps, ArrayView<float> outputView) =>
        Run(gpu, length, inputView, eps, outputView, form: null);

    /// <summary>The same in a given form; null chooses one.</summary>
    internal static void Run(
        GpuAccelerator gpu,
        int length,
        ArrayView<float> inputView,
        float eps,
        ArrayView<float> outputView,
        RowForm? form)
    {
        AxisGeometry axis = new() { Outer = (int)outputView.Length, Length = length, Inner = 1 };
        MeanVarianceNormalization normalization = MeanVarianceNormalization.Of(eps);
        if ((form ?? RowForms.Choose(gpu, axis)) == RowForm.Block)
        {
            RowTiling tiling = RowTiling.Create(axis);
            ArrayView<RowStatistics<MeanVarianceNormalization>> slices =
                RowNormalizationBlocks.Measure(gpu, normalization, tiling, inputView);
            gpu.Launch(JoinKernel, axis.Outer, normalization, tiling.Slices, slices, outputView);
        }
        else
        {
            gpu.Launch(ThreadKernel, axis.Outer, normalization, axis, inputView, outputView);
        }
    }

    // One thread computes the statistics of a row.
    private static void ThreadKernel(
        Index1D index,
        MeanVarianceNormalization normalization,
        AxisGeometry axis,
        ArrayView<float> input,
        ArrayView<float> output)
    {
        RowStatistics<MeanVarianceNormalization> row =
            RowNormalizationGpu.Measure(normalization, input, new RowRange(axis, index));
        output[index] = normalization.Scale(row.Sum, row.Count);
    }

    // One thread joins the slices of a row.
    private static void JoinKernel(
        Index1D index,
        MeanVarianceNormalization normalization,
        int count,
        ArrayView<RowStatistics<MeanVarianceNormalization>> slices,
        ArrayView<float> output)
    {
        RowStatistics<MeanVarianceNormalization> row = new(normalization.Identity, 0f, 0);
        row = RowNormalizationBlocks.Join(row, slices, index * count, count, 0, 1);
        output[index] = normalization.Scale(row.Sum, row.Count);
    }
}
