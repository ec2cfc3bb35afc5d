using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>Average pooling to a given size on a GPU: <see cref="AdaptivePool2dGpu"/>.</summary>
internal static class AdaptiveAvgPool2dGpu
{
    /// <summary>
    /// <code>
    /// output[n,c,y,x] = mean of input[n, c, floor(y*H/OH) .. ceil((y+1)*H/OH), floor(x*W/OW) .. ceil((x+1)*W/OW)]
    /// </code>
    /// </summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[N,C,H,W]</param>
    /// <param name="outputView">[N,C,OH,OW]</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in AdaptivePool2dGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> outputView) =>
        AdaptivePool2dGpu.Run(gpu, default(MeanReduction), geometry, inputView, outputView);
}
