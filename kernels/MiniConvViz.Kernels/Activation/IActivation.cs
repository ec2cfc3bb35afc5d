using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// An elementwise activation: ReLU, sigmoid and similar functions.
/// </summary>
/// <remarks>
/// One formula in three versions: in double it is the definition, in vectors the CPU's form, in float the GPU's. An
/// implementation is a small struct of its parameters, passed by value to the kernel that runs it and inlined there.
/// The float version uses only what a GPU supports: arithmetic, comparisons and <see cref="MathF.Exp"/>.
/// <para>
/// NaN passes through every activation, as in PyTorch. So all versions compare and select, and never call a maximum:
/// GPUs return the operand that is not NaN.
/// </para>
/// </remarks>
public interface IActivation
{
    /// <summary>The definition.</summary>
    double Apply(double x);

    /// <summary>The same for <see cref="Vector{T}.Count"/> elements in one vector register.</summary>
    Vector<float> Apply(Vector<float> x);

    /// <summary>The same as one GPU thread computes it.</summary>
    float Apply(float x);
}
