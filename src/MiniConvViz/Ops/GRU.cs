using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// A layer of gated recurrent units, in one direction or both.
/// <code>r, z = sigmoid(W x + b + U h + d);  n = tanh(W x + b + r * (U h + d));  h = (1 - z) * n + z * h</code>
/// Shapes: as <see cref="RecurrentOperator"/>. Several layers are several nodes.
/// </summary>
/// <param name="parameters">The learned tensors; G is 3.</param>
/// <param name="options">Direction, result and variants; left out, PyTorch's usual layer.</param>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.GRU.html</remarks>
/// <exception cref="ShapeException">The tensors do not fit each other.</exception>
public sealed class GRU(RecurrentParameters parameters, RecurrentOptions? options = null)
    : RecurrentOperator(3, parameters, options)
{
    internal override void RunReference(HostCall call) => RunReference<GRUReference>(call);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuFormFor<GRUSimd>(request);

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuFormsFor<GRUGpu>();

    private protected override Tensor ErrorOf<TUnit>(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor>? errors) =>
        ErrorOf<GRUReference, TUnit>(inputs, errors);
}
