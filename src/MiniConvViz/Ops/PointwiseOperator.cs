using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>A function of one number, applied to every number by itself; any shape in, the same shape out.</summary>
/// <typeparam name="TFunction">The formula, from the kernel folder of the same name.</typeparam>
public abstract class PointwiseOperator<TFunction> : Operator
    where TFunction : unmanaged, IActivation
{
    private readonly TFunction _function;

    private protected PointwiseOperator(TFunction function) => _function = function;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => ExpectOne(inputs);

    /// <summary>Every function is computed to within a few roundings of its value.</summary>
    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.Relative(output, terms: 4);

    internal override void RunReference(HostCall call) =>
        ActivationReference.Run(_function, call.Input(0), call.Output);

    internal override void RunCpu(HostCall call) =>
        ActivationSimd.Run(call.Workers, _function, call.Input(0), call.Output);

    internal override void RunGpu(GpuCall call) => ActivationGpu.Run(call.Gpu, _function, call.Input(0), call.Output);
}
