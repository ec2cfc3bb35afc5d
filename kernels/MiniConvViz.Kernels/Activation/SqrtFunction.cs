using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The square root: <c>sqrt(x)</c>; NaN for negative inputs. Source:
/// https://pytorch.org/docs/stable/generated/torch.sqrt.html
/// </summary>
public readonly struct SqrtFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => Math.Sqrt(x);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => Vector.SquareRoot(x);

    /// <inheritdoc/>
    public float Apply(float x) => MathF.Sqrt(x);
}
