using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>The operands of a GEMM on a GPU.</summary>
/// <param name="Left">[...,Rows,Terms]</param>
/// <param name="Right">[...,Terms,Columns]</param>
/// <param name="Bias">One value per row or per column, or <c>default</c> for none.</param>
/// <param name="Residual">[Batches,Rows,Columns], or <c>default</c> for none.</param>
/// <param name="Clamp">The ReLU or ReLU6 that follows, or <see cref="ClampRange.None"/>.</param>
/// <param name="Output">[Batches,Rows,Columns]</param>
internal readonly record struct GpuGemmOperands(
    ArrayView<float> Left,
    ArrayView<float> Right,
    ArrayView<float> Bias,
    ArrayView<float> Residual,
    ClampRange Clamp,
    ArrayView<float> Output)
{
    /// <summary>The bias as a kernel's argument: a view of length 0 if there is none.</summary>
    public ArrayView<float> BiasOrEmpty => GpuAccelerator.OrEmpty(Bias, Output);

    /// <summary>The residual as a kernel's argument: a view of length 0 if there is none.</summary>
    public ArrayView<float> ResidualOrEmpty => GpuAccelerator.OrEmpty(Residual, Output);
}
