using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// What a cast to integer makes of a number, kept as a float: the fraction goes, 2.9 gives 2, -2.9 gives -2.
/// NaN and infinities, which no integer can be, stay what they are.
/// Source: https://pytorch.org/docs/stable/generated/torch.trunc.html
/// </summary>
public readonly struct ToIntFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => Math.Truncate(x);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => Vector.Truncate(x);

    /// <inheritdoc/>
    public float Apply(float x) => x < 0f ? MathF.Ceiling(x) : MathF.Floor(x);
}
