using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// A cast to integer, with the result as a float: the fraction is cut off, 2.9 gives 2, -2.9 gives -2. NaN and
/// infinities, which no integer represents, are unchanged. Source:
/// https://pytorch.org/docs/stable/generated/torch.trunc.html
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
