using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>A reduction of several elements to one: their sum, their mean, or the largest of them.</summary>
/// <remarks>
/// The version in double is the definition and, in vectors, the CPU's form: a sum of a million elements is as exact
/// as a sum of two. The version in float is the GPU's.
/// </remarks>
public interface IReduction
{
    /// <summary>
    /// The identity element, the accumulator's initial value: combined with a value, it gives that value.
    /// </summary>
    float Identity { get; }

    /// <summary>The divisor of the combined elements: their count for a mean, else 1.</summary>
    int Divisor(int count);

    /// <summary>Combines two values.</summary>
    double Combine(double a, double b);

    /// <inheritdoc cref="Combine(double, double)"/>
    Vector<double> Combine(Vector<double> a, Vector<double> b);

    /// <inheritdoc cref="Combine(double, double)"/>
    float Combine(float a, float b);
}
