using MiniConvViz.Networks;
using MiniConvViz.Steps;

namespace MiniConvViz.Execution;

/// <summary>
/// One step of a plan: what it reads and writes, and the code for the device that the plan is made for. After fusion it
/// may stand for several nodes; <see cref="Node"/> is the last of them, the one whose value is its output.
/// </summary>
/// <param name="Nodes">The nodes it stands for.</param>
/// <param name="Inputs">What it reads.</param>
/// <param name="Output">What it writes.</param>
/// <param name="Form">The code for the CPU, reference loops or vector code; null in a GPU's plan.</param>
/// <param name="GpuForms">The forms for a GPU, of which the backend chooses one; null in a CPU's plan.</param>
internal sealed record Step(
    IReadOnlyList<Node> Nodes,
    IReadOnlyList<PlannedValue> Inputs,
    PlannedValue Output,
    CpuForm? Form,
    Func<GpuRequest, GpuForms>? GpuForms)
{
    public Node Node { get; } = Nodes[^1];

    /// <summary>The values delivered after it: none, its output, or several values of a watched tail.</summary>
    public Delivery[] Deliveries { get; set; } = [];

    /// <summary>The CPU's algorithm, where there are several; else empty.</summary>
    public string Algorithm => Form?.Algorithm ?? "";

    /// <summary>It only copies a value into another layout.</summary>
    public bool ChangesLayout => Form is { ChangesLayout: true };
}
