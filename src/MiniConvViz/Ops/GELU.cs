using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>
/// x times the cumulative normal distribution at x: <c>y = x * (1 + erf(x / sqrt(2))) / 2</c>, or with
/// <c>approximate="tanh"</c>, <c>y = x * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3))) / 2</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.GELU.html</remarks>
/// <param name="approximate">PyTorch's name of the formula: <c>none</c> or <c>tanh</c>.</param>
/// <exception cref="ShapeException">It is neither.</exception>
public sealed class GELU(string approximate = "none") : PointwiseOperator<GELUFunction>(Function(approximate))
{
    /// <summary>The formula by PyTorch's name: <c>none</c> or <c>tanh</c>.</summary>
    public string Approximate { get; } = approximate;

    /// <inheritdoc/>
    public override string Attributes => $"approximate='{Approximate}'";

    /// <summary>
    /// For x far below zero, 1 + erf has cancellation: the result is exact up to a few roundings of x, not of itself.
    /// </summary>
    private protected override double Magnitude(double x, double y) => Math.Abs(x);

    internal override Accuracy Accuracy => Accuracy.Cancelling;

    private protected override double Bound(double x, double e) => 1.13 * e;

    private static GELUFunction Function(string approximate) => approximate switch
    {
        "none" => new GELUFunction(tanh: 0),
        "tanh" => new GELUFunction(tanh: 1),
        _ => throw new ShapeException($"expected approximate='none' or 'tanh', got '{approximate}'"),
    };
}
