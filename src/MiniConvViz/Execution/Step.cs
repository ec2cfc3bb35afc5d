using MiniConvViz.Networks;
using MiniConvViz.Ops;

namespace MiniConvViz.Execution;

/// <summary>
/// One thing the forward loop does: run an operator. After fusion it may stand for several nodes; <see cref="Node"/> is
/// the last of them, the one whose value it leaves behind.
/// </summary>
/// <param name="Nodes">The nodes it stands for.</param>
/// <param name="Operator">What is run.</param>
/// <param name="Inputs">What it reads.</param>
/// <param name="Output">What it leaves behind.</param>
/// <param name="Form">How the vector code runs it; null on the other devices.</param>
internal sealed record Step(
    IReadOnlyList<Node> Nodes,
    Operator Operator,
    IReadOnlyList<PlannedValue> Inputs,
    PlannedValue Output,
    CpuForm? Form)
{
    public Node Node { get; } = Nodes[^1];

    /// <summary>
    /// What is handed out after it to those who watch: nothing, its output, or several values of a watched tail.
    /// </summary>
    public Delivery[] Deliveries { get; set; } = [];

    /// <summary>Which way the vector code computes it, where it has several; else empty.</summary>
    public string Algorithm => Form?.Algorithm ?? "";

    /// <summary>It computes nothing but lays a value out anew.</summary>
    public bool ChangesLayout => Operator is ChangeLayout;
}

/// <summary>A watched node's value.</summary>
/// <param name="Node">The node.</param>
/// <param name="Value">Where the value lies.</param>
/// <param name="IsTaken">It is handed out: it lies in memory of its own that the watcher will own. Otherwise only its
/// statistics are wanted, and later steps may use its memory again.</param>
/// <param name="IsCounted">Its statistics have histograms.</param>
internal readonly record struct Delivery(Node Node, PlannedValue Value, bool IsTaken, bool IsCounted);
