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
public sealed class GatherElements(int dim = 0) : Operator
{
    /// <summary>The axis, counted from the back where negative.</summary>
    public int Dim => dim;

    /// <inheritdoc/>
    public override string Attributes => $"dim={dim}";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length != 2)
        {
            throw new ShapeException($"expected 2 inputs, data and indices, got {inputs.Length}");
        }

        IndexedPlaces.OfElements(inputs[0], inputs[1], dim);
        return inputs[1];
    }

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    /// <summary>None: an index with any error selects another element.</summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.IsZero(errors[1]) ? Amplification.Run(this, [errors[0], inputs[1]]) : null;

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
