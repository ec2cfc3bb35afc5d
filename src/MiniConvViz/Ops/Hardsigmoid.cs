using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>A sigmoid made of straight lines: <c>y = min(max(x + 3, 0), 6) / 6</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html</remarks>
public sealed class Hardsigmoid() : PointwiseOperator<HardsigmoidFunction>(default);
