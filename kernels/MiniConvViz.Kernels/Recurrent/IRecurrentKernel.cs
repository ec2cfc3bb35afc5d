using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>The kernels of one time step.</summary>
internal interface IRecurrentKernel
{
    /// <summary>Queues one time step, for all sequences and directions.</summary>
    /// <param name="gpu">The device that holds all the views.</param>
    /// <param name="step">The step.</param>
    /// <param name="ofInput">[T,N,D,G,H], the products with the input; a kernel may write over those it has read.</param>
    /// <param name="weight">[D,G*H,H]</param>
    /// <param name="constants">As <see cref="RecurrentGpuStep"/> describes.</param>
    /// <param name="states">As <see cref="RecurrentGpuStep"/> describes.</param>
    /// <param name="output">[T,D,N,H], or [D,N,H] for the last states.</param>
    /// <exception cref="GpuException">The device or its compiler fails.</exception>
    static abstract void Run(
        GpuAccelerator gpu,
        in RecurrentGpuStep step,
        ArrayView<float> ofInput,
        ArrayView<float> weight,
        ArrayView<float> constants,
        ArrayView<float> states,
        ArrayView<float> output);
}
