using ILGPU;
using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>A step of a plan on a GPU.</summary>
/// <param name="step">The step.</param>
/// <param name="memory">The session's memory on the device.</param>
internal sealed class PlannedGpuCall(Step step, GpuMemory memory) : GpuCall
{
    private ArrayView<float>? _constant;

    public override GpuAccelerator Gpu => memory.Gpu;

    public override int InputCount => step.Inputs.Count;

    public override Shape OutputShape => step.Output.Shape;

    public override ArrayView<float> Output => memory.View(step.Output);

    public override Shape InputShape(int index) => step.Inputs[index].Shape;

    public override ArrayView<float> Input(int index) => memory.View(step.Inputs[index]);

    public override ArrayView<float> Weight(Tensor weight) => memory.Weight(weight);

    public override ArrayView<float> Weight(Tensor weight, string order, Func<Tensor, float[]> pack) =>
        memory.Weight(weight, order, pack);

    public override ArrayView<float> Constant(Func<ICall, float[]> values) =>
        _constant ??= memory.Constant(values(this));
}
