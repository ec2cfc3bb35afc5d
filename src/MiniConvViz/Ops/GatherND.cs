using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Selects parts of a tensor by rows of indices, one for each of the first axes after the batch; a negative index
/// counts from the end.
/// <code>output[i, ...] = data[indices[i,0], indices[i,1], ...]   for rows of two indices and batch_dims=0</code>
/// Shapes: <c>data [B...,D1,D2,...]</c>, <c>indices [B...,I...,K]</c>, <c>output [B...,I...,D(K+1),...]</c>, where
/// <c>B...</c> are <c>batch_dims</c> axes.
/// </summary>
/// <remarks>
/// An index outside of its axis is an error on the CPU; a GPU cannot report one and uses the nearest.
/// Source: https://onnx.ai/onnx/operators/onnx__GatherND.html; PyTorch writes it <c>data[i0, i1]</c>.
/// </remarks>
public sealed class GatherND(int batchDims = 0) : GatherOperator
{
    /// <summary>How many axes the data and the indices have in common.</summary>
    public int BatchDims => batchDims;

    /// <inheritdoc/>
    public override string Attributes => $"batch_dims={batchDims}";

    private protected override Shape OutputOf(Shape data, Shape indices)
    {
        PlaceGeometry geometry = IndexedPlaces.OfRows(data, indices, batchDims);
        return Shape.Create([.. indices.Extents[..^1], .. data.Extents[(batchDims + geometry.Depth)..]]);
    }

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
