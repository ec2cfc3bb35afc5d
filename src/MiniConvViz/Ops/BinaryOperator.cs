using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// A function of two numbers, applied wherever two tensors meet: sizes are equal or 1, and what has size 1 is used
/// again at every position of the other.
/// </summary>
/// <typeparam name="TFunction">The formula, from the kernel folder <c>Binary</c>.</typeparam>
/// <remarks>Source: https://pytorch.org/docs/stable/notes/broadcasting.html</remarks>
public abstract class BinaryOperator<TFunction> : Operator
    where TFunction : unmanaged, IBinary
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => inputs.Length == 2
        ? BroadcastShape.Of(inputs[0], inputs[1])
        : throw new ShapeException($"expected 2 inputs, got {inputs.Length}");

    internal override void RunReference(HostCall call) =>
        BinaryReference.Run(default(TFunction), Geometry(call), call.Input(0), call.Input(1), call.Output);

    internal override void RunCpu(HostCall call) =>
        BinarySimd.Run(call.Workers, default(TFunction), Geometry(call), call.Input(0), call.Input(1), call.Output);

    internal override void RunGpu(GpuCall call) =>
        BinaryGpu.Run(call.Gpu, default(TFunction), Geometry(call), call.Input(0), call.Input(1), call.Output);

    private static BroadcastGeometry Geometry(ICall call) =>
        BroadcastGeometry.Create(call.InputShape(0).Extents, call.InputShape(1).Extents);
}
