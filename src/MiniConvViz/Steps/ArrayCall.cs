using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Steps;

/// <summary>A call over arrays, outside of any plan.</summary>
/// <param name="inputs">The shapes of the inputs and their elements, each in the layout that the code expects.</param>
/// <param name="outputShape">The shape of the output.</param>
/// <param name="output">Where its elements are written, in the layout of the code.</param>
/// <param name="workers">The threads.</param>
internal sealed class ArrayCall(
    IReadOnlyList<(Shape Shape, float[] Values)> inputs, Shape outputShape, float[] output, CpuWorkers workers)
    : HostCall
{
    public override int InputCount => inputs.Count;

    public override Shape OutputShape => outputShape;

    public override Span<float> Output => output;

    public override Shape InputShape(int index) => inputs[index].Shape;

    public override ReadOnlySpan<float> Input(int index) => inputs[index].Values;

    internal override CpuWorkers Workers => workers;

    internal override Span<float> Delivery(int index) => [];
}
