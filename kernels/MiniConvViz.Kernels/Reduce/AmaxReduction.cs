using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The largest element, or NaN if any is. Source: https://pytorch.org/docs/stable/generated/torch.amax.html
/// </summary>
public readonly struct AmaxReduction : IReduction
{
    /// <inheritdoc/>
    public float Identity => float.NegativeInfinity;

    /// <inheritdoc/>
    public int Divisor(int count) => 1;

    /// <inheritdoc/>
    public double Combine(double a, double b) => Math.Max(a, b);

    /// <inheritdoc/>
    public Vector<double> Combine(Vector<double> a, Vector<double> b) => Vector.Max(a, b);

    /// <inheritdoc/>
    public float Combine(float a, float b) =>
        // No value is greater than a NaN, so a NaN stays once it is there; a GPU's maximum instruction returns the
        // other operand. IsNaN comes first: ILGPU makes `b > a || ...` branch on `b <= a`, which is false for a NaN
        // on OpenCL, too.
        float.IsNaN(b) || b > a ? b : a;
}
