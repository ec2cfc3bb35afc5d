using MiniConvViz.Networks;

namespace MiniConvViz.Execution;

/// <summary>How long one step of a run took.</summary>
/// <param name="Nodes">The nodes that the step stands for, in order: one, or several computed together.</param>
/// <param name="Algorithm">The algorithm that computed it, where the device has several; else empty.</param>
/// <param name="ChangesLayout">Nothing was computed: the last node's values were copied into another layout.</param>
/// <param name="Elapsed">From its start until its values are complete; their delivery to taps is not included.</param>
public readonly record struct StepTime(
    IReadOnlyList<Node> Nodes, string Algorithm, bool ChangesLayout, TimeSpan Elapsed);
