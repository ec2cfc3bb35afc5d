using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>Squeezes every number into 0..1: <c>y = 1 / (1 + exp(-x))</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html</remarks>
public sealed class Sigmoid() : PointwiseOperator<SigmoidFunction>(default);
