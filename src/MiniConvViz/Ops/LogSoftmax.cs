using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The logarithms of the probabilities of <see cref="Softmax"/>.
/// <code>output[n,c] = input[n,c] - max - log(sum over k of exp(input[n,k] - max))</code>
/// Shapes: any input that has the axis, output the same.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html</remarks>
public sealed class LogSoftmax : SoftmaxOperator
{
    /// <summary>
    /// Logarithms along <paramref name="dim"/>, or over all axes from there to the last together.
    /// </summary>
    public LogSoftmax(int dim = 1, bool toLastDim = false)
        : base(dim, toLastDim)
    {
    }

    internal override Accuracy Accuracy => Accuracy.Summed;

    /// <summary>
    /// <c>1 + |y| + (max - x)</c>: the sum's relative error is an absolute error of its logarithm of any size; the two
    /// differences add the rounding of their results.
    /// </summary>
    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        Rounding(inputs[0], output, (y, below) => 1.0 + Math.Abs(y) + below);

    /// <summary>
    /// The output's derivative is that of x minus a mean of all x with positive weights that sum to one.
    /// </summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        PlusLargest(errors[0], own: 1f, largest: 1f);

    internal override void RunReference(HostCall call) =>
        LogSoftmaxReference.Run(Geometry(call.InputShape(0)), call.Input(0), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        LogSoftmaxSimd.Run(call.Workers, Geometry(call.InputShape(0)), call.Input(0), call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        LogSoftmaxGpu.Run(call.Gpu, Geometry(call.InputShape(0)), call.Input(0), call.Output));
}
