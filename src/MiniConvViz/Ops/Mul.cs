using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The product of two tensors of one shape, or of maps [N,C,H,W] with one factor per channel [N,C,1,1]
/// (squeeze-and-excitation): <c>output[i] = left[i] * right[i / repeat]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.mul.html</remarks>
public sealed class Mul : Operator
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length != 2)
        {
            throw new ShapeException($"multiplies 2 inputs, got {inputs.Length}");
        }

        Shape larger = inputs[IndexOfMaps(inputs)];
        Shape smaller = inputs[1 - IndexOfMaps(inputs)];
        bool perChannel = larger.Rank == 4 && smaller == larger.With(2, 1).With(3, 1);
        return larger == smaller || perChannel
            ? larger
            : throw new ShapeException(
                $"multiplies two tensors of one shape, or [N,C,H,W] with [N,C,1,1], got {inputs[0]} and {inputs[1]}");
    }

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.Relative(output, terms: 1);

    internal override void RunReference(HostCall call)
    {
        int maps = IndexOfMaps(call);
        MulReference.Run(call.Input(maps), call.Input(1 - maps), Repeat(call, maps), call.Output);
    }

    internal override void RunCpu(HostCall call)
    {
        int maps = IndexOfMaps(call);
        MulSimd.Run(call.Workers, call.Input(maps), call.Input(1 - maps), Repeat(call, maps), call.Output);
    }

    internal override void RunGpu(GpuCall call)
    {
        int maps = IndexOfMaps(call);
        MulGpu.Run(call.Gpu, call.Input(maps), call.Input(1 - maps), Repeat(call, maps), call.Output);
    }

    private static int IndexOfMaps(ReadOnlySpan<Shape> inputs) => inputs[1].Count > inputs[0].Count ? 1 : 0;

    private static int IndexOfMaps(ICall call) => IndexOfMaps([call.InputShape(0), call.InputShape(1)]);

    /// <summary>How many neighbouring numbers of the maps share one factor: 1, or H*W.</summary>
    private static int Repeat(ICall call, int maps) =>
        call.InputShape(maps).Count / Math.Max(call.InputShape(1 - maps).Count, 1);
}
