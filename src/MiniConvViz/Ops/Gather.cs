using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Selects slices of a tensor by their indices along one axis; a negative index counts from the end.
/// <code>output[n, i, h] = data[n, indices[i], h]   for dim=1</code>
/// Shapes: <c>data [...,L,...]</c>, the shape of <c>indices</c>, which is any, replaces <c>L</c> in the output.
/// </summary>
/// <remarks>
/// An index outside of the axis is an error on the CPU; a GPU cannot report one and uses the nearest slice.
/// Source: https://onnx.ai/onnx/operators/onnx__Gather.html; PyTorch writes it <c>x[:, indices]</c>.
/// </remarks>
public sealed class Gather(int dim = 0) : GatherOperator
{
    /// <summary>The axis, counted from the back where negative.</summary>
    public int Dim => dim;

    /// <inheritdoc/>
    public override string Attributes => $"dim={dim}";

    private protected override Shape OutputOf(Shape data, Shape indices)
    {
        int axis = Axis.Resolve(dim, data.Rank);
        Shape output = [.. data.Extents[..axis], .. indices.Extents, .. data.Extents[(axis + 1)..]];
        return data[axis] > 0 || output.Count == 0
            ? output
            : throw new ShapeException($"has nothing to pick along axis {axis} of {data}");
    }

    internal override void RunReference(HostCall call) =>
        GatherReference.Run(CheckedGeometry(call), call.Input(0), call.Input(1), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        GatherSimd.Run(call.Workers, CheckedGeometry(call), call.Input(0), call.Input(1), call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        GatherGpu.Run(call.Gpu, Geometry(call), call.Input(0), call.Input(1), call.Output));

    private GatherGeometry CheckedGeometry(HostCall call)
    {
        GatherGeometry geometry = Geometry(call);
        int outside = GatherReference.FindOutside(geometry, call.Input(1));
        return outside < 0 ? geometry : throw new ShapeException(
            $"expected indices from {-geometry.Length} to {geometry.Length - 1} for axis {dim} of "
            + $"{call.InputShape(0)}, got {call.Input(1)[outside]} at place {outside}");
    }

    private GatherGeometry Geometry(ICall call)
    {
        Shape data = call.InputShape(0);
        int axis = Axis.Resolve(dim, data.Rank);
        return new GatherGeometry
        {
            Outer = Shape.Create(data.Extents[..axis]).Count,
            Length = data[axis],
            Inner = Shape.Create(data.Extents[(axis + 1)..]).Count,
            Count = call.InputShape(1).Count,
        };
    }
}
