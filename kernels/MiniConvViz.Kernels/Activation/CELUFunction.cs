using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// An ELU without a bend at zero, whatever alpha is: <c>x &gt; 0 ? x : alpha * (exp(x / alpha) - 1)</c>.
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.CELU.html
/// </summary>
/// <param name="alpha">The negated limit for x towards -infinity; PyTorch's default is 1. Not zero.</param>
public readonly struct CELUFunction(float alpha) : IActivation
{
    private readonly float _alpha = alpha;

    /// <inheritdoc/>
    public double Apply(double x) => x > 0.0 ? x : _alpha * default(Expm1Function).Apply(x / _alpha);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => Vector.ConditionalSelect(
        Vector.GreaterThan(x, Vector<float>.Zero), x, default(Expm1Function).Apply(x / _alpha) * _alpha);

    /// <inheritdoc/>
    public float Apply(float x) => x > 0f ? x : _alpha * default(Expm1Function).Apply(x / _alpha);
}
