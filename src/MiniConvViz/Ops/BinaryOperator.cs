using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// A function of two values, applied element by element to two tensors with broadcasting: sizes are equal or 1, and a
/// size of 1 is repeated at every position of the other.
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

    internal override CpuForm CpuFormFor(CpuRequest request)
    {
        (Shape left, Shape right) = (request.Inputs[0], request.Inputs[1]);
        return !request.Offered.Contains(Layout.Blocked) ? CpuForm.Plain(request, RunCpu)
            : left == right ? CpuForm.Blocked(request, RunPairs)
            : IsFactor(left, right) || IsFactor(right, left) ? CpuForm.Blocked(request, RunPerChannel)
            : CpuForm.Plain(request, RunCpu);
    }

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        BinaryGpu.Run(call.Gpu, default(TFunction), Geometry(call), call.Input(0), call.Input(1), call.Output));

    private static void RunCpu(HostCall call) =>
        BinarySimd.Run(call.Workers, default(TFunction), Geometry(call), call.Input(0), call.Input(1), call.Output);

    /// <summary>One value per channel, [N,C,1,1], with [N,C,H,W].</summary>
    private static bool IsFactor(Shape factor, Shape maps) =>
        factor.Rank == maps.Rank
        && factor.Batch == maps.Batch
        && factor.Channels == maps.Channels
        && factor.CountOf(2..) == 1;

    /// <summary>Element by element, in any layout.</summary>
    private static void RunPairs(HostCall call)
    {
        BroadcastGeometry geometry = BroadcastGeometry.Create([call.Output.Length], [call.Output.Length]);
        BinarySimd.Run(call.Workers, default(TFunction), geometry, call.Input(0), call.Input(1), call.Output);
    }

    private static void RunPerChannel(HostCall call)
    {
        Shape shape = call.OutputShape;
        BinaryBlocked.Run(
            call.Workers,
            default(TFunction),
            shape.Batch,
            shape.Channels,
            shape.CountOf(2..),
            call.Input(0),
            call.Input(1),
            call.Output);
    }

    private static BroadcastGeometry Geometry(ICall call) =>
        BroadcastGeometry.Create(call.InputShape(0).Extents, call.InputShape(1).Extents);
}
