using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The indices of the values of a max pooling: the second output of ONNX's MaxPool, and what PyTorch returns with
/// <c>return_indices=True</c>, counted over the whole input rather than over each channel.
/// <code>output[n,c,y,x] = (n*C + c)*H*W + inY*W + inX</code>
/// Shapes: <c>input [N,C,H,W]</c>, <c>output [N,C,OH,OW]</c>; indices are stored as float32, exact up to 2^24.
/// </summary>
/// <param name="pool">The pooling of the indices.</param>
/// <param name="columnMajor">Count down the columns of an image first: <c>inX*H + inY</c> (ONNX's
/// <c>storage_order</c> 1).</param>
/// <remarks>Source: https://onnx.ai/onnx/operators/onnx__MaxPool.html</remarks>
public sealed class MaxPool2dIndices(MaxPool2d pool, bool columnMajor = false) : Operator
{
    private readonly int _columnMajor = columnMajor ? 1 : 0;

    /// <summary>Count down the columns of an image first.</summary>
    public bool IsColumnMajor => columnMajor;

    /// <inheritdoc/>
    public override Window? Window => pool.Window;

    /// <inheritdoc/>
    public override string Attributes => pool.Attributes + (columnMajor ? ", storage_order=1" : "");

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape output = pool.InferShape(inputs);
        return inputs[0].Count <= IndexedPlaces.MostExact
            ? output
            : throw new ShapeException(
                $"expected an input of at most {IndexedPlaces.MostExact} elements, whose indices are exact in float32, "
                + $"got {inputs[0]}");
    }

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    /// <summary>None: where two elements are nearly equal, the index is discontinuous.</summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) => null;

    internal override void RunReference(HostCall call) => MaxPool2dIndicesReference.Run(
        pool.Geometry(call.InputShape(0)), _columnMajor, call.Input(0), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call => MaxPool2dIndicesCpu.Run(
        call.Workers, pool.Geometry(call.InputShape(0)), _columnMajor, call.Input(0), call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call => MaxPool2dIndicesGpu.Run(
        call.Gpu, pool.Geometry(call.InputShape(0)), _columnMajor, call.Input(0), call.Output));
}
