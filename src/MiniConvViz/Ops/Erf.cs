using MiniConvViz.Kernels;

namespace MiniConvViz.Ops;

/// <summary>The error function: <c>y = 2 / sqrt(pi) * (integral of exp(-t*t) from 0 to x)</c>.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.erf.html</remarks>
public sealed class Erf() : PointwiseOperator<ErfFunction>(default);
