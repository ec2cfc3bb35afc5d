using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The sum of two tensors of one shape, where a residual branch joins: <c>output[i] = left[i] + right[i]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.add.html</remarks>
public sealed class Add : Operator
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) =>
        inputs.Length == 2 && inputs[0] == inputs[1]
            ? inputs[0]
            : throw new ShapeException($"adds two tensors of one shape, got {string.Join(" and ", inputs.ToArray())}");

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.Sum(this, inputs, terms: 1);

    internal override void RunReference(HostCall call) => AddReference.Run(call.Input(0), call.Input(1), call.Output);

    internal override void RunCpu(HostCall call) =>
        AddSimd.Run(call.Workers, call.Input(0), call.Input(1), call.Output);

    internal override void RunGpu(GpuCall call) => AddGpu.Run(call.Gpu, call.Input(0), call.Input(1), call.Output);
}
