using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>The operands of a fully connected layer on a GPU, the same for every form.</summary>
/// <param name="Input">[Rows,InFeatures]</param>
/// <param name="Weight">[OutFeatures,InFeatures], in the order of <see cref="LinearGpuForms.Pack"/>.</param>
/// <param name="Bias">[OutFeatures], or <c>default</c> for none.</param>
/// <param name="Clamp">The ReLU or ReLU6 that follows, or <see cref="ClampRange.None"/>.</param>
/// <param name="Output">[Rows,OutFeatures]</param>
internal readonly record struct LinearGpuOperands(
    ArrayView<float> Input,
    ArrayView<float> Weight,
    ArrayView<float> Bias,
    ClampRange Clamp,
    ArrayView<float> Output)
{
    /// <summary>The bias as a kernel's argument: a view of length 0 if there is none.</summary>
    internal ArrayView<float> BiasOrEmpty => GpuAccelerator.OrEmpty(Bias, Weight);
}
