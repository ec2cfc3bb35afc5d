using MiniConvViz.Networks;
using MiniConvViz.Ops;

namespace MiniConvViz.Execution;

/// <summary>
/// One thing the forward loop does: run an operator. After fusion it may stand for several nodes; <see cref="Node"/> is
/// the last of them, the one whose value it leaves behind.
/// </summary>
internal sealed record Step(
    IReadOnlyList<Node> Nodes, Operator Operator, IReadOnlyList<PlannedValue> Inputs, PlannedValue Output)
{
    public Node Node { get; } = Nodes[^1];
}
