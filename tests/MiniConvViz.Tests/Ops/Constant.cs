using MiniConvViz.Execution;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>
/// A node whose output is always this tensor, whatever it reads: it feeds an operator under test inputs of any shape,
/// and any number of them, inside one network.
/// </summary>
internal sealed class Constant(Tensor value) : Operator
{
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => value.Shape;

    internal override void RunReference(HostCall call) => value.Values.CopyTo(call.Output);

    internal override void RunCpu(HostCall call) => value.Values.CopyTo(call.Output);

    internal override void RunGpu(GpuCall call) => call.Gpu.Copy(call.Weight(value), call.Output);
}
