using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>A layer normalisation on a GPU: <see cref="RowNormalizationGpu"/>, a row per position.</summary>
internal static class LayerNormGpu
{
    /// <summary>
    /// <c>output[a,c,b] = (input[a,c,b] - mean[a,b]) / sqrt(variance[a,b] + eps) * weight[c] + bias[c]</c>
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[Outer,Length,Inner]</param>
    /// <param name="weightView">[Length]</param>
    /// <param name="biasView">[Length]</param>
    /// <param name="eps">Added to the variance, so that nothing is divided by zero.</param>
    /// <param name="outputView">[Outer,Length,Inner]; may be the input.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in AxisGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> weightView,
        ArrayView<float> biasView,
        float eps,
        ArrayView<float> outputView)
    {
        MeanVarianceNormalization normalization = MeanVarianceNormalization.Of(eps);
        RowNormalizationGpu.Run(gpu, normalization, geometry, inputView, weightView, biasView, outputView);
    }
}
