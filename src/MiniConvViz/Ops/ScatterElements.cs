using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Writes one element for each index along one axis into a tensor, in PyTorch <c>torch.scatter</c> and
/// <c>torch.scatter_reduce</c>; a negative index counts from the end.
/// <code>output[n, indices[n,i,h], h] = updates[n,i,h]   for dim=1; the output is data elsewhere</code>
/// Shapes: <c>data</c>, <c>indices</c> and <c>updates</c> have as many axes; the last two have one shape, at most as
/// long as the data on the axes other than <c>dim</c>.
/// </summary>
/// <remarks>
/// Source: https://onnx.ai/onnx/operators/onnx__ScatterElements.html and
/// https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_reduce_.html with <c>include_self=True</c>
/// </remarks>
public sealed class ScatterElements(int dim = 0, ScatterReduction reduction = ScatterReduction.None)
    : ScatterOperator(reduction)
{
    /// <summary>The axis, counted from the back where negative.</summary>
    public int Dim => dim;

    /// <inheritdoc/>
    public override string Attributes => $"dim={dim}, reduction={Reduction}";

    private protected override PlaceGeometry Places(Shape data, Shape indices) =>
        IndexedPlaces.OfElements(data, indices, dim);

    private protected override Shape UpdatesOf(Shape data, Shape indices) => indices;

    private protected override int FirstAxis(Shape data) => Axis.Resolve(dim, data.Rank);

    private protected override ScatterOperator With(ScatterReduction reduction) => new ScatterElements(dim, reduction);
}
