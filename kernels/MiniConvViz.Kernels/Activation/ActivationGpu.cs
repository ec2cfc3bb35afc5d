using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>An activation on a GPU: one thread per element, one kernel per function.</summary>
internal static class ActivationGpu
{
    /// <summary><c>output[i] = function(input[i])</c></summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="function">The function and its parameters; compiled into the kernel.</param>
    /// <param name="inputView">Any shape.</param>
    /// <param name="outputView">The same shape; may be the input.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    public static void Run<T>(GpuAccelerator gpu, T function, ArrayView<float> inputView, ArrayView<float> outputView)
        where T : unmanaged, IActivation =>
        gpu.Launch(Kernel, outputView.Length, function, inputView, outputView);

    private static void Kernel<T>(Index1D index, T function, ArrayView<float> input, ArrayView<float> output)
        where T : unmanaged, IActivation =>
        output[index] = function.Apply(input[index]);
}
