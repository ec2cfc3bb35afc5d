using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// A ReLU with an upper limit: <c>min(max(x, 0), 6)</c>. The result is in [0, 6]. Source:
/// https://pytorch.org/docs/stable/generated/torch.nn.ReLU6.html
/// </summary>
public readonly struct ReLU6Function : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => x < 0.0 ? 0.0 : x > 6.0 ? 6.0 : x;

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x)
    {
        Vector<float> six = Vector.Create(6f);
        Vector<float> positive =
            Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), Vector<float>.Zero, x);
        return Vector.ConditionalSelect(Vector.GreaterThan(positive, six), six, positive);
    }

    /// <inheritdoc/>
    public float Apply(float x) => x < 0f ? 0f : x > 6f ? 6f : x;
}
