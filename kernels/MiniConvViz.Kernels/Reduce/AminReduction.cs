using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The smallest number, or NaN if any is. Source: https://pytorch.org/docs/stable/generated/torch.amin.html
/// </summary>
public readonly struct AminReduction : IReduction
{
    /// <inheritdoc/>
    public float Identity => float.PositiveInfinity;

    /// <inheritdoc/>
    public int Divisor(int count) => 1;

    /// <inheritdoc/>
    public double Combine(double a, double b) => Math.Min(a, b);

    /// <inheritdoc/>
    public Vector<double> Combine(Vector<double> a, Vector<double> b) => Vector.Min(a, b);

    /// <inheritdoc/>
    public float Combine(float a, float b) =>
        // As in AmaxReduction: nothing is smaller than a NaN, so it stays once it is there, and IsNaN comes first.
        float.IsNaN(b) || b < a ? b : a;
}
