using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>A step of a plan on the CPU.</summary>
/// <param name="step">The step.</param>
/// <param name="memory">The memory of the plan's storages, by their id.</param>
/// <param name="workers">The threads.</param>
internal sealed class PlannedHostCall(Step step, ArraySegment<float>[] memory, CpuWorkers workers) : HostCall
{
    public override int InputCount => step.Inputs.Count;

    public override Shape OutputShape => step.Output.Shape;

    public override Span<float> Output => memory[step.Output.Storage.Id].AsSpan(0, step.Output.Floats);

    public override Shape InputShape(int index) => step.Inputs[index].Shape;

    public override ReadOnlySpan<float> Input(int index)
    {
        PlannedValue input = step.Inputs[index];
        return memory[input.Storage.Id].AsSpan(0, input.Floats);
    }

    internal override CpuWorkers Workers => workers;

    internal override Span<float> Delivery(int index)
    {
        PlannedValue value = step.Deliveries[index].Value;
        return memory[value.Storage.Id].AsSpan(0, value.Floats);
    }
}
