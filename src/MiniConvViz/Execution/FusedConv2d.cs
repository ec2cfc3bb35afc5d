using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// A convolution that finishes what follows it while the numbers are still in registers:
/// <c>output = clamp(norm(convolution(input)) + residual)</c>. Exists only inside a plan, where nobody watches the nodes
/// between.
/// </summary>
internal sealed class FusedConv2d(Conv2d convolution, BatchNorm2d? norm, bool hasResidual, ClampRange clamp) : Operator
{
    public override string Kind => "Conv2d";

    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => convolution.InferShape(inputs[..1]);

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        throw new InvalidOperationException("Questions about rounding are asked of the nodes of a network.");

    internal override void RunReference(HostCall call) =>
        throw new InvalidOperationException("The reference device runs every node by itself.");

    internal override CpuForm FormFor(FormRequest request) => convolution.FormFor(request, norm, clamp);

    internal override void RunCpu(HostCall call) =>
        throw new InvalidOperationException("A convolution of the vector code is run by its form.");

    internal override GpuForms? FormsOn(GpuCall call) => convolution.FormsOn(call);

    internal override void RunGpu(GpuCall call) =>
        (norm is null ? convolution : convolution.Folded(norm)).RunGpu(call, hasResidual, clamp);
}
