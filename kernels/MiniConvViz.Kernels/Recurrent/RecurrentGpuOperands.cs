using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>The operands of a recurrent layer on a GPU.</summary>
/// <param name="Input">[T,N,I]</param>
/// <param name="Hidden">[D,N,H], or <c>default</c> for zeros.</param>
/// <param name="Cell">[D,N,H], or <c>default</c> for zeros.</param>
/// <param name="InputHidden">[D,G*H,I], packed by <see cref="LinearGpuForms.Pack"/> for
/// <see cref="RecurrentGpu.Projection"/>.</param>
/// <param name="InputBias">[D,G*H], or <c>default</c> for none.</param>
/// <param name="HiddenHidden">[D,G*H,H]</param>
/// <param name="Constants">Bias, peepholes and lengths, as <see cref="RecurrentGpu.Pack"/> puts them.</param>
/// <param name="Output">[T,D,N,H], or [D,N,H] for the last states.</param>
internal readonly record struct RecurrentGpuOperands(
    ArrayView<float> Input,
    ArrayView<float> Hidden,
    ArrayView<float> Cell,
    ArrayView<float> InputHidden,
    ArrayView<float> InputBias,
    ArrayView<float> HiddenHidden,
    ArrayView<float> Constants,
    ArrayView<float> Output);
