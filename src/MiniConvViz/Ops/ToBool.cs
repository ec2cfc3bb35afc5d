using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>A cast to bool, stored as a float: <c>y = x != 0 ? 1 : 0</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.Tensor.bool.html</remarks>
public sealed class ToBool() : PointwiseOperator<ToBoolFunction>(default)
{
    private protected override double Roundings => 0;

    private protected override double Bound(double x, double e) => e == 0 || Math.Abs(x) > e ? 0 : 1;
}
