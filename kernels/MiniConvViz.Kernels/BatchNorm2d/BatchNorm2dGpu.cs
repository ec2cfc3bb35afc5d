using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Batch normalisation in a trained network on a GPU, folded to a scale and a shift per channel: one thread per
/// element.
/// </summary>
internal static class BatchNorm2dGpu
{
    /// <summary><c>output[n,c,p] = input[n,c,p] * scale[c] + shift[c]</c></summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="inputView">[N,C,H,W]</param>
    /// <param name="scaleView">[C], from <see cref="BatchNorm2dScale.Fold"/>.</param>
    /// <param name="shiftView">[C], likewise.</param>
    /// <param name="outputView">[N,C,H,W]; may be the input.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run(
        GpuAccelerator gpu,
        in BatchNorm2dGeometry geometry,
        ArrayView<float> inputView,
        ArrayView<float> scaleView,
        ArrayView<float> shiftView,
        ArrayView<float> outputView) =>
        gpu.Launch(
            Kernel,
            (long)geometry.Batch * geometry.Channels * geometry.Plane,
            geometry,
            inputView,
            scaleView,
            shiftView,
            outputView);

    private static void Kernel(
        Index1D index,
        BatchNorm2dGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> scale,
        ArrayView<float> shift,
        ArrayView<float> output)
    {
        int c = index / geometry.Plane % geometry.Channels;
        output[index] = (input[index] * scale[c]) + shift[c];
    }
}
