using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// A linear layer that finishes the activation behind it while the numbers are still in registers: <c>output =
/// clamp(linear(input))</c>. Exists only inside a plan, where nobody watches the linear layer itself.
/// </summary>
internal sealed class FusedLinear(Linear linear, ClampRange clamp) : Operator
{
    public override string Kind => "Linear";

    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => linear.InferShape(inputs);

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        throw new InvalidOperationException("Questions about rounding are asked of the nodes of a network.");

    internal override void RunReference(HostCall call) =>
        throw new InvalidOperationException("The reference device runs every node by itself.");

    internal override void RunCpu(HostCall call) => linear.RunCpu(call, clamp);

    internal override GpuForms? FormsOn(GpuCall call) => linear.FormsOn(call);

    internal override void RunGpu(GpuCall call) => linear.RunGpu(call, clamp);
}
