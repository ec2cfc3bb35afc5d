using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// A function of one number that a network applies to every element: ReLU, sigmoid and their relatives.
/// </summary>
/// <remarks>
/// One formula, spelled three times below each other: in double it is the definition, in vectors the CPU's form, in
/// float the GPU's. An implementation is a small struct of numbers, handed by value to whichever kernel runs it and
/// inlined there, so the float spelling keeps to what a GPU has: arithmetic, comparisons and <see cref="MathF.Exp"/>.
/// <para>
/// NaN passes through every activation, as in PyTorch. So the spellings compare and select, and never call a maximum,
/// for which GPUs return the operand that is not NaN.
/// </para>
/// </remarks>
public interface IActivation
{
    /// <summary>The definition.</summary>
    double Apply(double x);

    /// <summary>The same for the <see cref="Vector{T}.Count"/> neighbours that fit into one register.</summary>
    Vector<float> Apply(Vector<float> x);

    /// <summary>The same as one GPU thread computes it.</summary>
    float Apply(float x);
}
