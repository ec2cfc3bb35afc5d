using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>Rounds down: the largest whole number that is not above x.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.floor.html</remarks>
public sealed class Floor() : PointwiseOperator<FloorFunction>(default)
{
    private protected override double Roundings => 0;

    private protected override double Bound(double x, double e) => Amplification.AtEnds(Math.Floor, x, e);
}
