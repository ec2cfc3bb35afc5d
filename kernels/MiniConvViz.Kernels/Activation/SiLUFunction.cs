using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The input times its sigmoid: <c>x / (1 + exp(-x))</c>; as in PyTorch, -infinity gives NaN.
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.SiLU.html
/// </summary>
public readonly struct SiLUFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => x / (1.0 + Math.Exp(-x));

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => x / (Vector<float>.One + VectorExp.Exp(-x));

    /// <inheritdoc/>
    public float Apply(float x) => x / (1f + MathF.Exp(-x));
}
