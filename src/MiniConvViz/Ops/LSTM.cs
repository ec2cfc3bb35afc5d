using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// A layer of long short-term memory, in one direction or both.
/// <code>i, f, o = sigmoid(W x + b + U h);  g = tanh(W x + b + U h);  c = f * c + i * g;  h = o * tanh(c)</code>
/// Shapes: as <see cref="RecurrentOperator"/>. Several layers are several nodes.
/// </summary>
/// <param name="parameters">The learned tensors; G is 4.</param>
/// <param name="options">Direction, result and variants; left out, PyTorch's usual layer.</param>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.LSTM.html</remarks>
/// <exception cref="ShapeException">The tensors do not fit each other.</exception>
public sealed class LSTM(RecurrentParameters parameters, RecurrentOptions? options = null)
    : RecurrentOperator(4, parameters, options)
{
    private protected override int StateCount => 2;

    internal override void RunReference(HostCall call) => RunReference<LSTMReference>(call);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuFormFor<LSTMSimd>(request);

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuFormsFor<LSTMGpu>();

    private protected override Tensor ErrorOf<TUnit>(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor>? errors) =>
        ErrorOf<LSTMReference, TUnit>(inputs, errors);
}
