using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Puts the channels of several tensors one after the other (<c>torch.cat(inputs, dim=1)</c>).
/// Shapes: <c>inputs [N,C0,H,W], [N,C1,H,W], ...</c>, <c>output [N,C0+C1+...,H,W]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.cat.html</remarks>
public sealed class Concat : Operator
{
    /// <inheritdoc/>
    public override string Attributes => "dim=1";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length == 0 || inputs[0].Rank < 2)
        {
            throw new ShapeException("joins at least one tensor [N,C,...]");
        }

        int channels = 0;
        foreach (Shape input in inputs)
        {
            if (input.Rank != inputs[0].Rank || input.With(1, 0) != inputs[0].With(1, 0))
            {
                throw new ShapeException($"joins tensors that differ in channels only, got {inputs[0]} and {input}");
            }

            channels += input.Channels;
        }

        return inputs[0].With(1, channels);
    }

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    internal override void RunReference(HostCall call)
    {
        int offset = 0;
        for (int i = 0; i < call.InputCount; i++)
        {
            int inner = Inner(call.InputShape(i));
            ConcatReference.Run(
                call.OutputShape.Batch, inner, call.Input(i), Inner(call.OutputShape), offset, call.Output);
            offset += inner;
        }
    }

    internal override void RunCpu(HostCall call)
    {
        int offset = 0;
        for (int i = 0; i < call.InputCount; i++)
        {
            int inner = Inner(call.InputShape(i));
            ConcatSimd.Run(
                call.Workers,
                call.OutputShape.Batch,
                inner,
                call.Input(i),
                Inner(call.OutputShape),
                offset,
                call.Output);
            offset += inner;
        }
    }

    internal override void RunGpu(GpuCall call)
    {
        int offset = 0;
        for (int i = 0; i < call.InputCount; i++)
        {
            int inner = Inner(call.InputShape(i));
            ConcatGpu.Run(
                call.Gpu, call.OutputShape.Batch, inner, call.Input(i), Inner(call.OutputShape), offset, call.Output);
            offset += inner;
        }
    }

    /// <summary>Numbers of one image: everything but the batch axis.</summary>
    private static int Inner(Shape shape) => shape.Batch == 0 ? 0 : shape.Count / shape.Batch;
}
