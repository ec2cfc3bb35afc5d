using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// An ELU with the two constants for which random layers keep mean 0 and variance 1:
/// <c>scale * (x &gt; 0 ? x : alpha * (exp(x) - 1))</c>.
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.SELU.html
/// </summary>
public readonly struct SELUFunction : IActivation
{
    /// <summary>The slope for positive inputs.</summary>
    public const double Scale = 1.0507009873554804934193349852946;

    /// <summary>The negated limit for x towards -infinity, before scaling.</summary>
    public const double Alpha = 1.6732632423543772848170429916717;

    private const float RightScale = (float)Scale;
    private const float LeftScale = (float)(Scale * Alpha);

    /// <inheritdoc/>
    public double Apply(double x) => x > 0.0 ? Scale * x : Scale * Alpha * default(Expm1Function).Apply(x);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => Vector.ConditionalSelect(
        Vector.GreaterThan(x, Vector<float>.Zero), x * RightScale, default(Expm1Function).Apply(x) * LeftScale);

    /// <inheritdoc/>
    public float Apply(float x) => x > 0f ? RightScale * x : LeftScale * default(Expm1Function).Apply(x);
}
