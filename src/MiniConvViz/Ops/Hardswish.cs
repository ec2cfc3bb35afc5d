using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>Swish made of straight lines: <c>y = x * min(max(x + 3, 0), 6) / 6</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardswish.html</remarks>
public sealed class Hardswish() : PointwiseOperator<HardswishFunction>(default);
