using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The sum divided by the count. Source: https://pytorch.org/docs/stable/generated/torch.mean.html
/// </summary>
public readonly struct MeanReduction : IReduction
{
    /// <inheritdoc/>
    public float Identity => 0f;

    /// <inheritdoc/>
    public int Divisor(int count) => count;

    /// <inheritdoc/>
    public double Combine(double a, double b) => a + b;

    /// <inheritdoc/>
    public Vector<double> Combine(Vector<double> a, Vector<double> b) => a + b;

    /// <inheritdoc/>
    public float Combine(float a, float b) => a + b;
}
