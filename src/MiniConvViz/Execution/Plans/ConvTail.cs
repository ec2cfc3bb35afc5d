using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// The nodes after a convolution that would be fused with it if none were watched: one step of the vector code that
/// delivers every watched value, the convolution's among them.
/// </summary>
/// <param name="norm">The batch norm, unless it is folded into the convolution already.</param>
/// <param name="hasResidual">The second input is added.</param>
/// <param name="clamp">The activation.</param>
/// <param name="stages">Which of the step's deliveries holds each value, in the order convolution, norm, sum, last; -1
/// where it is not watched.</param>
internal sealed class ConvTail(BatchNorm2d? norm, bool hasResidual, ClampRange clamp, int[] stages)
{
    /// <summary>The code of the step.</summary>
    public StepCode ToStepCode() => new()
    {
        Cpu = request => CpuForm.Blocked(request, Run) with
        {
            Algorithm = "watched tail",
            Explanation = "computes the nodes after a convolution in one pass, which also writes the watched values",
        },
    };

    private void Run(HostCall call)
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
}
