using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>The rectified linear unit, zero for negative x: <c>y = max(x, 0)</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.ReLU.html</remarks>
public sealed class ReLU() : PointwiseOperator<ReLUFunction>(default)
{
    private protected override double Roundings => 0;

    private protected override double Bound(double x, double e) => e;
}
