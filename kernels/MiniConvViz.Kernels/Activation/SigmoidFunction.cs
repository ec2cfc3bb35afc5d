using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The logistic function: <c>1 / (1 + exp(-x))</c>. The result is in [0, 1].
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html
/// </summary>
/// <remarks>
/// For large negative x the exponential overflows to infinity, and one divided by infinity is zero, as it should be.
/// </remarks>
public readonly struct SigmoidFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => 1.0 / (1.0 + Math.Exp(-x));

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => Vector<float>.One / (Vector<float>.One + VectorExp.Exp(-x));

    /// <inheritdoc/>
    public float Apply(float x) => 1f / (1f + MathF.Exp(-x));
}
