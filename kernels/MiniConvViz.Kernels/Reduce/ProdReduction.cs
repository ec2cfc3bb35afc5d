using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The product. Source: https://pytorch.org/docs/stable/generated/torch.prod.html
/// </summary>
public readonly struct ProdReduction : IReduction
{
    /// <inheritdoc/>
    public float Identity => 1f;

    /// <inheritdoc/>
    public int Divisor(int count) => 1;

    /// <inheritdoc/>
    public double Combine(double a, double b) => a * b;

    /// <inheritdoc/>
    public Vector<double> Combine(Vector<double> a, Vector<double> b) => a * b;

    /// <inheritdoc/>
    public float Combine(float a, float b) => a * b;
}
