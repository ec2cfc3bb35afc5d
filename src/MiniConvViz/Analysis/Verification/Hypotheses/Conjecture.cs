using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>One possible fault, with the node's output if it happened.</summary>
/// <param name="Claim">The change: <c>with ceil_mode=True</c>.</param>
/// <param name="Output">The node's output with the change.</param>
/// <param name="Bound">The bound on the rounding of that output.</param>
internal sealed record Conjecture(string Claim, Tensor Output, ErrorBound Bound);
