using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Numbers near zero become zero, the others move towards it:
/// <c>y = x &lt; -lambd ? x + bias : x > lambd ? x - bias : 0</c>.
/// </summary>
/// <remarks>
/// With a bias of 0 it is PyTorch's Hardshrink, with a bias of lambd its Softshrink.
/// Source: https://onnx.ai/onnx/operators/onnx__Shrink.html
/// </remarks>
public sealed class Shrink : PointwiseOperator<ShrinkFunction>
{
    /// <summary>Numbers within <paramref name="lambd"/> of zero become zero.</summary>
    public Shrink(float lambd = 0.5f, float bias = 0f)
        : base(new ShrinkFunction(lambd, bias)) => (Lambd, Bias) = (lambd, bias);

    /// <summary>How near to zero is zero.</summary>
    public float Lambd { get; }

    /// <summary>How far the other numbers move towards zero.</summary>
    public float Bias { get; }

    /// <inheritdoc/>
    public override string Attributes => FormattableString.Invariant($"lambd={Lambd}, bias={Bias}");

    private protected override double Roundings => 0;

    /// <summary>It rises everywhere unless the bias is larger than the gap that it fills.</summary>
    private protected override double Bound(double x, double e) => e == 0 ? 0
        : Bias <= Lambd ? Amplification.AtEnds(new ShrinkFunction(Lambd, Bias).Apply, x, e)
        : double.PositiveInfinity;
}
