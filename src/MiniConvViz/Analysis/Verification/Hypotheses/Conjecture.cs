using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>One way in which a fault may have happened, tried out.</summary>
/// <param name="Claim">What was changed: <c>with ceil_mode=True</c>.</param>
/// <param name="Output">What the node computes then.</param>
/// <param name="Bound">What rounding may do to that.</param>
internal sealed record Conjecture(string Claim, Tensor Output, ErrorBound Bound);
