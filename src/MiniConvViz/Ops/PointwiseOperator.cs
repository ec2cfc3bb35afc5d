using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>A function of one value, applied to every element; input of any shape, output of the same shape.</summary>
/// <typeparam name="TFunction">The formula, from the kernel folder of the same name.</typeparam>
public abstract class PointwiseOperator<TFunction> : Operator
    where TFunction : unmanaged, IActivation
{
    private readonly TFunction _function;

    private protected PointwiseOperator(TFunction function) => _function = function;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => ExpectOne(inputs);

    /// <summary>
    /// The magnitude whose roundings bound the error of an output: the output itself, unless the formula has
    /// cancellation or the exponential of a large value.
    /// </summary>
    /// <param name="x">An element of the input.</param>
    /// <param name="y">The element of the output computed from it.</param>
    private protected virtual double Magnitude(double x, double y) => Math.Abs(y);

    /// <summary>The number of roundings; zero where the function only moves, selects or compares.</summary>
    private protected virtual double Roundings => 4;

    /// <summary>A bound on <c>|f(x + d) - f(x)|</c> for all <c>|d| &lt;= e</c>; infinite if there is none.</summary>
    private protected abstract double Bound(double x, double e);

    internal override Accuracy Accuracy => Roundings == 0 ? Accuracy.Exact : Accuracy.Pointwise;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        if (Roundings == 0)
        {
            return RoundingError.None(output);
        }

        Tensor magnitude = new(output.Shape);
        for (int i = 0; i < magnitude.Values.Length; i++)
        {
            magnitude.Values[i] = (float)Magnitude(inputs[0].Values[i], output.Values[i]);
        }

        return new RoundingError(magnitude, Roundings);
    }

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors)
    {
        Tensor bound = new(inputs[0].Shape);
        for (int i = 0; i < bound.Values.Length; i++)
        {
            bound.Values[i] = (float)Bound(inputs[0].Values[i], errors[0].Values[i]);
        }

        return bound;
    }

    internal override void RunReference(HostCall call) =>
        ActivationReference.Run(_function, call.Input(0), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) =>
        request.IsBlocked ? CpuForm.Blocked(request, RunCpu) : CpuForm.Plain(request, RunCpu);

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        ActivationGpu.Run(call.Gpu, _function, call.Input(0), call.Output));

    private void RunCpu(HostCall call) =>
        ActivationSimd.Run(call.Workers, _function, call.Input(0), call.Output);
}
