using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The input times its hard sigmoid: <c>x * (min(max(x + 3, 0), 6) / 6)</c>; as in PyTorch, -infinity gives NaN.
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardswish.html
/// </summary>
/// <remarks>
/// PyTorch divides last, which in float32 overflows above 5.7e37; dividing first never does, and agrees with PyTorch's
/// float64.
/// </remarks>
public readonly struct HardswishFunction : IActivation
{
    /// <inheritdoc/>
    public double Apply(double x) => x * HardsigmoidFunction.PyTorch.Apply(x);

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x) => x * HardsigmoidFunction.PyTorch.Apply(x);

    /// <inheritdoc/>
    public float Apply(float x) => x * HardsigmoidFunction.PyTorch.Apply(x);
}
