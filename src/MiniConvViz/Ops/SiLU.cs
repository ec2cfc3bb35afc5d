using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>The sigmoid-weighted linear unit, also called swish: <c>y = x * sigmoid(x)</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.SiLU.html</remarks>
public sealed class SiLU() : PointwiseOperator<SiLUFunction>(default);
