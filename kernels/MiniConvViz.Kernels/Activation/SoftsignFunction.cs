using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The input divided by one plus its absolute value: <c>x / (1 + |x|)</c>. The result is in (-1, 1); as in PyTorch,
/// infinities give NaN.
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.Softsign.html
/// </summary>
public readonly struct SoftsignFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => x / (1.0 + Math.Abs(x));

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => x / (Vector<float>.One + Vector.Abs(x));

    /// <inheritdoc/>
    public float Apply(float x) => x / (1f + MathF.Abs(x));
}
