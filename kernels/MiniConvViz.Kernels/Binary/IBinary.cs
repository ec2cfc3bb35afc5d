using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>A function of two values, applied to every pair of elements: a sum, a power.</summary>
/// <remarks>
/// One formula in three versions, as for <see cref="IActivation"/>: in double it is the definition,
/// in vectors the CPU's form, in float the GPU's. The vectors give exactly what the definition gives when it is
/// rounded to float, so the tail of a row may use either. For one addition, multiplication or division this holds in
/// any case: a double has more than twice a float's digits, so that rounding twice gives the same result as rounding
/// once.
/// </remarks>
public interface IBinary
{
    /// <summary>The definition.</summary>
    double Apply(double left, double right);

    /// <summary>The same for <see cref="Vector{T}.Count"/> elements in one vector register.</summary>
    Vector<float> Apply(Vector<float> left, Vector<float> right);

    /// <summary>The same as one GPU thread computes it.</summary>
    float Apply(float left, float right);
}
