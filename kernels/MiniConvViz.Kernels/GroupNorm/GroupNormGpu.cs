using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>A group normalisation on a GPU: <see cref="RowNormalizationGpu"/>, a row per group of each image.</summary>
internal static class GroupNormGpu
{
    /// <summary>
    /// <c>output[n,c,p] = (input[n,c,p] - mean[n,g]) / sqrt(variance[n,g] + eps) * weight[c] + bias[c]</c>
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[N,C,Plane]</param>
    /// <param name="weightView">[C]</param>
    /// <param name="biasView">[C]</param>
    /// <param name="eps">Added to the variance, so that nothing is divided by zero.</param>
    /// <param name="outputView">[N,C,Plane]; may be the input.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in GroupNormGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> weightView,
        ArrayView<float> biasView,
        float eps,
        ArrayView<float> outputView)
    {
        AxisGeometry rows = new() { Outer = geometry.Rows, Length = geometry.Length, Inner = 1 };
        MeanVarianceNormalization normalization = new()
        {
            Groups = geometry.Groups,
            GroupWeights = geometry.GroupChannels,
            Plane = geometry.Plane,
            Eps = eps,
        };
        RowNormalizationGpu.Run(gpu, normalization, rows, inputView, weightView, biasView, outputView);
    }
}
