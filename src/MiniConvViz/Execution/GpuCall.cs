using ILGPU;
using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// One planned step on a GPU: views of device memory instead of spans, weights uploaded on first use.
/// </summary>
internal sealed class GpuCall(Step step, GpuMemory memory, bool sumsOnly) : ICall
{
    private ArrayView<float>? _constant;

    public int InputCount => step.Inputs.Count;

    public Shape OutputShape => step.Output.Shape;

    /// <inheritdoc cref="FormRequest.SumsOnly"/>
    public bool SumsOnly => sumsOnly;

    public GpuAccelerator Gpu => memory.Gpu;

    /// <summary>The way the operator shall go, of its own enumeration; null where it has one way.</summary>
    public Enum? Form { get; set; }

    public ArrayView<float> Output => memory.View(step.Output);

    public Shape InputShape(int index) => step.Inputs[index].Shape;

    public Shape[] InputShapes() => [.. step.Inputs.Select(input => input.Shape)];

    public ArrayView<float> Input(int index) => memory.View(step.Inputs[index]);

    /// <summary>The device's copy of a weight.</summary>
    public ArrayView<float> Weight(Tensor weight) => memory.Weight(weight);

    /// <inheritdoc cref="GpuMemory.Weight(Tensor, object, Func{Tensor, float[]})"/>
    public ArrayView<float> Weight(Tensor weight, object order, Func<Tensor, float[]> pack) =>
        memory.Weight(weight, order, pack);

    /// <summary>
    /// The device's copy of floats that are the same in every run of the plan; one per step. They are worked out and
    /// uploaded when first asked for.
    /// </summary>
    public ArrayView<float> Constant(Func<ICall, float[]> values) => _constant ??= memory.Constant(values(this));
}
