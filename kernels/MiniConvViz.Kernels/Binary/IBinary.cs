using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>A function of two numbers that a network applies to every pair of elements: a sum, a power.</summary>
/// <remarks>
/// One formula, spelled three times below each other, as for <see cref="IActivation"/>: in double it is the definition,
/// in vectors the CPU's form, in float the GPU's. The vectors give the very numbers that the definition gives when it
/// is rounded to float, so the last few numbers of a row may take either. For one addition, multiplication or division
/// that is so by itself: a double has more than twice a float's digits, so rounding twice rounds like once.
/// </remarks>
public interface IBinary
{
    /// <summary>The definition.</summary>
    double Apply(double left, double right);

    /// <summary>The same for the <see cref="Vector{T}.Count"/> neighbours that fit into one register.</summary>
    Vector<float> Apply(Vector<float> left, Vector<float> right);

    /// <summary>The same as one GPU thread computes it.</summary>
    float Apply(float left, float right);
}
