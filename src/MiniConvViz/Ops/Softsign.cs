using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>A function like tanh that saturates more slowly: <c>y = x / (1 + |x|)</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Softsign.html</remarks>
public sealed class Softsign() : PointwiseOperator<SoftsignFunction>(default)
{
    private protected override double Bound(double x, double e) => e;
}
