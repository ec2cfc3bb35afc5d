using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// A ReLU whose negative side approaches -alpha smoothly: <c>x &gt; 0 ? x : alpha * (exp(x) - 1)</c>.
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.ELU.html
/// </summary>
/// <param name="alpha">The negated limit for x towards -infinity; PyTorch's default is 1.</param>
public readonly struct ELUFunction(float alpha) : IActivation
{
    private readonly float _alpha = alpha;

    /// <inheritdoc/>
    public double Apply(double x) => x > 0.0 ? x : _alpha * default(Expm1Function).Apply(x);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => Vector.ConditionalSelect(
        Vector.GreaterThan(x, Vector<float>.Zero), x, default(Expm1Function).Apply(x) * _alpha);

    /// <inheritdoc/>
    public float Apply(float x) => x > 0f ? x : _alpha * default(Expm1Function).Apply(x);
}
