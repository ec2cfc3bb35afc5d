using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The logarithm of the logistic function: <c>log(1 / (1 + exp(-x)))</c>. The result is in [-inf, 0].
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html
/// </summary>
/// <remarks>It is a softplus with both signs changed: <c>-log(1 + exp(-x))</c>.</remarks>
public readonly struct LogSigmoidFunction : IActivation
{
    private static SoftplusFunction Softplus => new(beta: 1f, threshold: float.PositiveInfinity);

    /// <inheritdoc/>
    public double Apply(double x) => -Softplus.Apply(-x);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => -Softplus.Apply(-x);

    /// <inheritdoc/>
    public float Apply(float x) => -Softplus.Apply(-x);
}
