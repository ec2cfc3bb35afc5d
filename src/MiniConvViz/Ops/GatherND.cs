using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Selects parts of a tensor by rows of indices, one for each of the first axes after the batch; a negative index counts
/// from the end.
/// <code>output[i, ...] = data[indices[i,0], indices[i,1], ...]   for rows of two indices and batch_dims=0</code>
/// Shapes: <c>data [B...,D1,D2,...]</c>, <c>indices [B...,I...,K]</c>, <c>output [B...,I...,D(K+1),...]</c>, where
/// <c>B...</c> are <c>batch_dims</c> axes.
/// </summary>
/// <remarks>
/// An index outside of its axis is an error on the CPU; a GPU cannot report one and uses the nearest.
/// Source: https://onnx.ai/onnx/operators/onnx__GatherND.html; PyTorch writes it <c>data[i0, i1]</c>.
/// </remarks>
public sealed class GatherND(int batchDims = 0) : Operator
{
    /// <summary>How many axes the data and the indices have in common.</summary>
    public int BatchDims => batchDims;

    /// <inheritdoc/>
    public override string Attributes => $"batch_dims={batchDims}";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length != 2)
        {
            throw new ShapeException($"expected 2 inputs, data and indices, got {inputs.Length}");
        }

        PlaceGeometry geometry = IndexedPlaces.OfRows(inputs[0], inputs[1], batchDims);
        return Shape.Create(
            [.. inputs[1].Extents[..^1], .. inputs[0].Extents[(batchDims + geometry.Depth)..]]);
    }

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    /// <summary>None: an index with any error selects another part.</summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.IsZero(errors[1]) ? Amplification.Run(this, [errors[0], inputs[1]]) : null;

    internal override void RunReference(HostCall call) =>
        GatherNDReference.Run(CheckedGeometry(call), call.Input(0), call.Input(1), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        GatherNDSimd.Run(call.Workers, CheckedGeometry(call), call.Input(0), call.Input(1), call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        GatherNDGpu.Run(call.Gpu, Geometry(call), call.Input(0), call.Input(1), call.Output));

    private PlaceGeometry CheckedGeometry(HostCall call) => IndexedPlaces.Checked(call, Geometry(call), batchDims);

    private PlaceGeometry Geometry(ICall call) =>
        IndexedPlaces.OfRows(call.InputShape(0), call.InputShape(1), batchDims);
}
