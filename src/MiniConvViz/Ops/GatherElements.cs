using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Selects one element for each index along one axis, in PyTorch <c>torch.gather</c>; a negative index counts from the
/// end.
/// <code>output[n, i, h] = data[n, indices[n,i,h], h]   for dim=1</code>
/// Shapes: <c>data</c> and <c>indices</c> have as many axes, and <c>indices</c> is at most as long on those other than
/// <c>dim</c>; the output has the shape of <c>indices</c>.
/// </summary>
/// <remarks>
/// An index outside of the axis is an error on the CPU; a GPU cannot report one and uses the nearest element.
/// Source: https://onnx.ai/onnx/operators/onnx__GatherElements.html and
/// https://pytorch.org/docs/stable/generated/torch.gather.html
/// </remarks>
public sealed class GatherElements(int dim = 0) : GatherOperator
{
    /// <summary>The axis, counted from the back where negative.</summary>
    public int Dim => dim;

    /// <inheritdoc/>
    public override string Attributes => $"dim={dim}";

    private protected override Shape OutputOf(Shape data, Shape indices)
    {
        IndexedPlaces.OfElements(data, indices, dim);
        return indices;
    }

    internal override void RunReference(HostCall call) =>
        GatherNDReference.Run(CheckedGeometry(call), call.Input(0), call.Input(1), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        GatherNDSimd.Run(call.Workers, CheckedGeometry(call), call.Input(0), call.Input(1), call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        GatherNDGpu.Run(call.Gpu, Geometry(call), call.Input(0), call.Input(1), call.Output));

    private PlaceGeometry CheckedGeometry(HostCall call) =>
        IndexedPlaces.Checked(call, Geometry(call), Axis.Resolve(dim, call.InputShape(0).Rank));

    private PlaceGeometry Geometry(ICall call) =>
        IndexedPlaces.OfElements(call.InputShape(0), call.InputShape(1), dim);
}
