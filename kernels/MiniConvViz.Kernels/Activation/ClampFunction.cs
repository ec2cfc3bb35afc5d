using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// Cuts off what lies outside a range: <c>min(max(x, low), high)</c>; where low is above high, everything becomes high.
/// Source: https://pytorch.org/docs/stable/generated/torch.clamp.html
/// </summary>
/// <param name="low">Everything below becomes this; negative infinity cuts nothing.</param>
/// <param name="high">Everything above becomes this; infinity cuts nothing.</param>
public readonly struct ClampFunction(float low, float high) : IActivation
{
    private readonly float _low = low;
    private readonly float _high = high;

    /// <inheritdoc/>
    public double Apply(double x)
    {
        double raised = x < _low ? _low : x;
        return raised > _high ? _high : raised;
    }

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x)
    {
        Vector<float> low = Vector.Create(_low);
        Vector<float> high = Vector.Create(_high);
        Vector<float> raised = Vector.ConditionalSelect(Vector.LessThan(x, low), low, x);
        return Vector.ConditionalSelect(Vector.GreaterThan(raised, high), high, raised);
    }

    /// <inheritdoc/>
    public float Apply(float x)
    {
        float raised = x < _low ? _low : x;
        return raised > _high ? _high : raised;
    }
}
