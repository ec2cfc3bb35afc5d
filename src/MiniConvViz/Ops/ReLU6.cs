using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>A ReLU limited to 6: <c>y = min(max(x, 0), 6)</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.ReLU6.html</remarks>
public sealed class ReLU6() : PointwiseOperator<ReLU6Function>(default)
{
    private protected override double Roundings => 0;

    private protected override double Bound(double x, double e) => e;
}
