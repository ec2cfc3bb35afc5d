using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// One planned step on the CPU: where its inputs lie, where its output goes, who helps to compute it.
/// </summary>
internal sealed class HostCall(Step step, ArraySegment<float>[] memory, CpuWorkers workers) : ICall
{
    public int InputCount => step.Inputs.Count;

    public Shape OutputShape => step.Output.Shape;

    public CpuWorkers Workers => workers;

    /// <summary>Where the numbers go, in the layout of the step's form.</summary>
    public Span<float> Output => memory[step.Output.Storage.Id].AsSpan(0, step.Output.Floats);

    /// <summary>Where the numbers of one of the step's deliveries go, for a step that has several.</summary>
    public Span<float> Delivery(int index)
    {
        PlannedValue value = step.Deliveries[index].Value;
        return memory[value.Storage.Id].AsSpan(0, value.Floats);
    }

    public Shape InputShape(int index) => step.Inputs[index].Shape;

    public Shape[] InputShapes() => [.. step.Inputs.Select(input => input.Shape)];

    public Layout InputLayout(int index) => step.Inputs[index].Layout;

    /// <summary>An input's numbers, in the layout that the step's form asked for.</summary>
    public ReadOnlySpan<float> Input(int index)
    {
        PlannedValue input = step.Inputs[index];
        return memory[input.Storage.Id].AsSpan(0, input.Floats);
    }
}
