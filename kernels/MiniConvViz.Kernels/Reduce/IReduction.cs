using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>How many numbers become one: their sum, their mean, the largest of them.</summary>
/// <remarks>
/// In double it is the definition and, in vectors, the CPU's form, so that a sum of a million numbers is as good as one
/// of two; in float it is the GPU's.
/// </remarks>
public interface IReduction
{
    /// <summary>What it starts from: combining this with a number gives the number.</summary>
    float Nothing { get; }

    /// <summary>What the combined numbers are divided by at the end: a mean divides by their count.</summary>
    int Divisor(int count);

    /// <summary>Two numbers become one.</summary>
    double Combine(double a, double b);

    /// <inheritdoc cref="Combine(double, double)"/>
    Vector<double> Combine(Vector<double> a, Vector<double> b);

    /// <inheritdoc cref="Combine(double, double)"/>
    float Combine(float a, float b);
}
