using MiniConvViz.Execution;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>Numbers that are part of the network and reach its operators as an input: always the same tensor.</summary>
public sealed class Constant(Tensor value) : Operator
{
    public Tensor Value { get; } = value;

    /// <inheritdoc/>
    public override string Attributes => $"{Value.Shape}";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => Value.Shape;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    internal override void RunReference(HostCall call) => Value.Values.CopyTo(call.Output);

    internal override void RunCpu(HostCall call) => Value.Values.CopyTo(call.Output);

    internal override void RunGpu(GpuCall call) => call.Gpu.Copy(call.Weight(Value), call.Output);
}
