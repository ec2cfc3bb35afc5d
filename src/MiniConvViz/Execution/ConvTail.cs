using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// The nodes behind a convolution that would have been computed along with it, had nobody watched: one step that hands
/// out every watched value, the convolution's among them. Exists only inside a plan of the vector code.
/// </summary>
/// <param name="norm">The batch norm, unless it is folded into the convolution already.</param>
/// <param name="hasResidual">The second input is added.</param>
/// <param name="clamp">The activation.</param>
/// <param name="stages">Which of the step's deliveries holds each value, in the order convolution, norm, sum, last; -1
/// where nobody watches.</param>
internal sealed class ConvTail(BatchNorm2d? norm, bool hasResidual, ClampRange clamp, int[] stages) : Operator
{
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => inputs[0];

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        throw new InvalidOperationException("Questions about rounding are asked of the nodes of a network.");

    internal override CpuForm FormFor(FormRequest request) =>
        CpuForm.Blocked(RunCpu, request.Inputs.Count) with
        {
            Algorithm = "watched tail",
            Explanation = "does what follows a convolution in one pass that also writes out what is watched",
        };

    internal override void RunReference(HostCall call) =>
        throw new InvalidOperationException("The reference device runs every node by itself.");

    internal override void RunCpu(HostCall call)
    {
        Shape shape = call.OutputShape;
        Conv2dTail.Run(
            call.Workers,
            shape.Batch,
            shape.Channels,
            shape.CountOf(2..),
            call.Input(0),
            norm is null ? [] : norm.Scale.Values,
            norm is null ? [] : norm.Shift.Values,
            hasResidual ? call.Input(1) : [],
            clamp,
            Watched(0),
            Watched(1),
            Watched(2),
            Watched(3),
            call.Output);

        Span<float> Watched(int stage) => stages[stage] < 0 ? [] : call.Delivery(stages[stage]);
    }

    internal override void RunGpu(GpuCall call) =>
        throw new InvalidOperationException("Only the vector code runs tails.");
}
