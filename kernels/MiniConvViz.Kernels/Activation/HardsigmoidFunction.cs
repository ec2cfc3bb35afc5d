using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// A sigmoid made of three straight lines: PyTorch's <c>min(max(x + 3, 0), 6) / 6</c>, or ONNX's
/// <c>min(max(alpha * x + beta, 0), 1)</c>. The result is in [0, 1].
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html
/// </summary>
/// <remarks>
/// Both are <c>min(max(slope * x + shift, 0), top) / top</c>. PyTorch's alpha is 1/6, which no float represents
/// exactly; dividing last keeps its bends exactly at -3 and 3.
/// </remarks>
public readonly struct HardsigmoidFunction : IActivation
{
    private readonly float _slope;
    private readonly float _shift;
    private readonly float _top;

    /// <summary>ONNX's form.</summary>
    /// <param name="alpha">The slope of the line in the middle.</param>
    /// <param name="beta">Its value at zero.</param>
    public HardsigmoidFunction(float alpha, float beta)
        : this(alpha, beta, top: 1f)
    {
    }

    private HardsigmoidFunction(float slope, float shift, float top)
    {
        _slope = slope;
        _shift = shift;
        _top = top;
    }

    /// <summary>PyTorch's form.</summary>
    public static HardsigmoidFunction PyTorch => new(slope: 1f, shift: 3f, top: 6f);

    /// <inheritdoc/>
    public double Apply(double x)
    {
        double line = ((double)_slope * x) + _shift;
        return (line < 0.0 ? 0.0 : line > _top ? _top : line) / _top;
    }

    /// <inheritdoc/>
    public Vector<float> Apply(Vector<float> x)
    {
        Vector<float> top = Vector.Create(_top);
        Vector<float> line = (x * _slope) + Vector.Create(_shift);
        Vector<float> positive =
            Vector.ConditionalSelect(Vector.LessThan(line, Vector<float>.Zero), Vector<float>.Zero, line);
        return Vector.ConditionalSelect(Vector.GreaterThan(positive, top), top, positive) / top;
    }

    /// <inheritdoc/>
    public float Apply(float x)
    {
        float line = (_slope * x) + _shift;
        return (line < 0f ? 0f : line > _top ? _top : line) / _top;
    }
}
