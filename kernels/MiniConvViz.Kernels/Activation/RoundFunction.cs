using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The nearest whole number; of two that are equally near, the even one: 0.5 gives 0, 1.5 gives 2.
/// Source: https://pytorch.org/docs/stable/generated/torch.round.html
/// </summary>
public readonly struct RoundFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => Math.Round(x);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => Vector.Round(x);

    /// <inheritdoc/>
    public float Apply(float x)
    {
        float below = MathF.Floor(x);
        float rest = x - below;
        if (rest != 0.5f)
        {
            // NaN and infinities have a rest that is NaN, and stay what they are.
            return rest < 0.5f ? below : rest > 0.5f ? below + 1f : x;
        }

        return MathF.Floor(below * 0.5f) * 2f == below ? below : below + 1f;
    }

}
