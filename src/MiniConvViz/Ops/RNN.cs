using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// A layer of plain recurrent units, in one direction or both.
/// <code>h = tanh(W x + b + U h + d)</code>
/// Shapes: as <see cref="RecurrentOperator"/>. Several layers are several nodes.
/// </summary>
/// <param name="parameters">The learned tensors; G is 1.</param>
/// <param name="options">Direction, result and variants; left out, PyTorch's usual layer.</param>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.RNN.html</remarks>
/// <exception cref="ShapeException">The tensors do not fit each other.</exception>
public sealed class RNN(RecurrentParameters parameters, RecurrentOptions? options = null)
    : RecurrentOperator(1, parameters, options)
{
    internal override void RunReference(HostCall call) => RunReference<RNNReference>(call);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuFormFor<RNNSimd>(request);

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuFormsFor<RNNGpu>();

    private protected override Tensor ErrorOf<TUnit>(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor>? errors) =>
        ErrorOf<RNNReference, TUnit>(inputs, errors);
}
