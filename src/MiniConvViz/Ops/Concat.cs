using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Concatenates several tensors along one axis, usually the channels (<c>torch.cat(inputs, dim)</c>).
/// Shapes with the default: <c>inputs [N,C0,H,W], [N,C1,H,W], ...</c>, <c>output [N,C0+C1+...,H,W]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.cat.html</remarks>
public sealed class Concat(int dim = 1) : Operator
{
    /// <inheritdoc/>
    public override string Attributes => $"dim={dim}";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length == 0)
        {
            throw new ShapeException("joins at least one tensor, got none");
        }

        int axis = Axis.Resolve(dim, inputs[0].Rank);
        long total = 0;
        foreach (Shape input in inputs)
        {
            if (input.Rank != inputs[0].Rank || input.With(axis, 0) != inputs[0].With(axis, 0))
            {
                throw new ShapeException(
                    $"joins tensors that differ along axis {axis} only, got {inputs[0]} and {input}");
            }

            total += input[axis];
        }

        return inputs[0].With(axis, (int)Math.Min(total, int.MaxValue));
    }

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(this, errors);

    internal override void RunReference(HostCall call)
    {
        int offset = 0;
        for (int i = 0; i < call.InputCount; i++)
        {
            int inner = Inner(call.InputShape(i));
            ConcatReference.Run(
                Outer(call.OutputShape), inner, call.Input(i), Inner(call.OutputShape), offset, call.Output);
            offset += inner;
        }
    }

    /// <summary>
    /// Blocks of channels are concatenated as channels are, if those of all inputs but the last are full.
    /// </summary>
    internal override CpuForm CpuFormFor(CpuRequest request)
    {
        bool joinsBlocks = request.Offered.Contains(Layout.Blocked)
            && Axis.Resolve(dim, request.Inputs[0].Rank) == 1
            && request.Inputs.SkipLast(1).All(input => input.Channels % ChannelBlocks.Lanes == 0);
        return joinsBlocks
            ? CpuForm.Blocked(request, RunCpu) with { JoinsInputs = request.Inputs[0].Batch == 1 }
            : CpuForm.Plain(request, RunCpu);
    }

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(RunGpu);

    private void RunCpu(HostCall call)
    {
        int outer = Outer(call.OutputShape);
        int outputInner = call.Output.Length / outer;
        int offset = 0;
        for (int i = 0; i < call.InputCount; i++)
        {
            ReadOnlySpan<float> input = call.Input(i);
            int inner = input.Length / outer;
            bool isThere = call.Output.Overlaps(input, out int at) && at == offset;
            if (!isThere)
            {
                ConcatSimd.Run(call.Workers, outer, inner, input, outputInner, offset, call.Output);
            }

            offset += inner;
        }
    }

    private void RunGpu(GpuCall call)
    {
        int offset = 0;
        for (int i = 0; i < call.InputCount; i++)
        {
            int inner = Inner(call.InputShape(i));
            ConcatGpu.Run(
                call.Gpu, Outer(call.OutputShape), inner, call.Input(i), Inner(call.OutputShape), offset, call.Output);
            offset += inner;
        }
    }

    /// <summary>The number of rows to concatenate: the product of the extents before the axis.</summary>
    private int Outer(Shape shape) => shape.CountOf(..Axis.Resolve(dim, shape.Rank));

    /// <summary>Elements in one row: the product of the axis' extent and those inside it.</summary>
    private int Inner(Shape shape) => shape.CountOf(Axis.Resolve(dim, shape.Rank)..);
}
