using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Turns scores into probabilities that sum to one along an axis, by default the classes (<c>dim=1</c>).
/// <code>output[n,c] = exp(input[n,c] - max) / sum over k of exp(input[n,k] - max)</code>
/// Shapes: any input that has the axis, output the same.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Softmax.html</remarks>
public sealed class Softmax : SoftmaxOperator
{
    /// <summary>
    /// A softmax along <paramref name="dim"/>, or over all axes from there to the last together.
    /// </summary>
    public Softmax(int dim = 1, bool toLastDim = false)
        : base(dim, toLastDim)
    {
    }

    internal override Accuracy Accuracy => Accuracy.Summed;

    /// <summary>
    /// <c>y * (1 + max - x)</c>: the exponential multiplies the rounding of the difference <c>x - max</c> by its size.
    /// In the sum this adds at most one rounding per summand, because <c>d * exp(-d)</c> is less than 1.
    /// </summary>
    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        Rounding(inputs[0], output, (y, below) => y * (1.0 + below));

    /// <summary><c>sum over j of |dy[i]/dx[j]| = 2 y[i] (1 - y[i])</c>, which is at most 1/2.</summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        PlusLargest(errors[0], own: 0f, largest: 0.5f);

    internal override void RunReference(HostCall call) =>
        SoftmaxReference.Run(Geometry(call.InputShape(0)), call.Input(0), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        SoftmaxSimd.Run(call.Workers, Geometry(call.InputShape(0)), call.Input(0), call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        SoftmaxGpu.Run(call.Gpu, Geometry(call.InputShape(0)), call.Input(0), call.Output));
}
