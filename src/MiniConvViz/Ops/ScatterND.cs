using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Writes parts into a tensor at places that rows of indices name, one index for each of the first axes; a negative
/// index counts from the end.
/// <code>output[indices[i,0], indices[i,1], ...] = updates[i, ...]   for rows of two; the output is data elsewhere</code>
/// Shapes: <c>data [D1,D2,...]</c>, <c>indices [I...,K]</c>, <c>updates [I...,D(K+1),...]</c>.
/// </summary>
/// <remarks>
/// Source: https://onnx.ai/onnx/operators/onnx__ScatterND.html; PyTorch writes it <c>data[i0, i1] = updates</c>, and
/// <c>data.index_put((i0, i1), updates, accumulate=True)</c> for sums.
/// </remarks>
public sealed class ScatterND(ScatterReduction reduction = ScatterReduction.None) : ScatterOperator(reduction)
{
    /// <inheritdoc/>
    public override string Attributes => $"reduction={Reduction}";

    private protected override PlaceGeometry Places(Shape data, Shape indices) =>
        IndexedPlaces.OfRows(data, indices, batchDims: 0);

    private protected override Shape UpdatesOf(Shape data, Shape indices) =>
        Shape.Create([.. indices.Extents[..^1], .. data.Extents[indices[^1]..]]);

    private protected override int FirstAxis(Shape data) => 0;

    private protected override ScatterOperator With(ScatterReduction reduction) => new ScatterND(reduction);
}
