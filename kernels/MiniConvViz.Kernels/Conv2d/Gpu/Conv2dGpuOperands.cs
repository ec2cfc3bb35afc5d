using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>The operands of a convolution on a GPU, the same for every form.</summary>
/// <param name="Input">[N,C,H,W]</param>
/// <param name="Weight">[O,C/groups,KH,KW], in the order of <see cref="Conv2dGpuForms.Pack"/>.</param>
/// <param name="Bias">[O], or <c>default</c> for none.</param>
/// <param name="Residual">[N,O,OH,OW], or <c>default</c> for none.</param>
/// <param name="Clamp">The ReLU or ReLU6 that follows, or <see cref="ClampRange.None"/>.</param>
/// <param name="Output">[N,O,OH,OW]</param>
internal readonly record struct Conv2dGpuOperands(
    ArrayView<float> Input,
    ArrayView<float> Weight,
    ArrayView<float> Bias,
    ArrayView<float> Residual,
    ClampRange Clamp,
    ArrayView<float> Output)
{
    /// <summary>The bias as a kernel's argument: a view of length 0 if there is none.</summary>
    internal ArrayView<float> BiasOrEmpty => GpuAccelerator.OrEmpty(Bias, Weight);

    /// <summary>The residual as a kernel's argument: a view of length 0 if there is none.</summary>
    internal ArrayView<float> ResidualOrEmpty => GpuAccelerator.OrEmpty(Residual, Weight);
}
