using MiniConvViz.Networks;

namespace MiniConvViz.Execution;

/// <summary>How long one step of a run took.</summary>
/// <param name="Nodes">The nodes that the step stands for, in order: one, or several computed together.</param>
/// <param name="Algorithm">Which way it was computed, where the device has several; else empty.</param>
/// <param name="ChangesLayout">Nothing was computed: the last node's numbers were laid out anew.</param>
/// <param name="Elapsed">From its start until its numbers are there; handing them to taps is not in it.</param>
public readonly record struct StepTime(
    IReadOnlyList<Node> Nodes, string Algorithm, bool ChangesLayout, TimeSpan Elapsed);
