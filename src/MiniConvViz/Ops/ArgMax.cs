using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The index of the largest value along an axis, or of all elements; a NaN counts as the largest.
/// <code>output[n,y,x] = the c for which input[n,c,y,x] is largest</code>
/// Shapes: any input; the axis has size 1 in the output (<c>keepdim=True</c>) or is gone. The indices are whole
/// numbers stored as float32.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.argmax.html</remarks>
public sealed class ArgMax : Operator
{
    /// <summary>
    /// An argmax along <paramref name="dim"/>, or over all elements where it is null. Of several equal values it gives
    /// the first, or with <paramref name="selectLastIndex"/> the last.
    /// </summary>
    public ArgMax(int? dim, bool keepDim = false, bool selectLastIndex = false) =>
        (Dim, KeepDim, SelectLastIndex) = (dim, keepDim, selectLastIndex);

    /// <summary>The axis, counted from the back where negative; null for all elements.</summary>
    public int? Dim { get; }

    /// <summary>Whether the axis stays in the output's shape, with size 1.</summary>
    public bool KeepDim { get; }

    /// <summary>ONNX's <c>select_last_index</c>: the last of several equal ones.</summary>
    public bool SelectLastIndex { get; }

    /// <inheritdoc/>
    public override string Attributes =>
        $"dim={(Dim is int dim ? $"{dim}" : "None")}"
        + (KeepDim ? ", keepdim=True" : "")
        + (SelectLastIndex ? ", select_last_index=True" : "");

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        AxisGeometry geometry = Geometry(input);
        if (geometry.Length == 0 && geometry.Positions > 0)
        {
            throw new ShapeException($"expected numbers to choose from, got an input {input}");
        }

        if (Dim is not int dim)
        {
            return KeepDim ? [.. Enumerable.Repeat(1, input.Rank)] : [];
        }

        int axis = Axis.Resolve(dim, input.Rank);
        ReadOnlySpan<int> kept = KeepDim ? [1] : [];
        return [.. input.Extents[..axis], .. kept, .. input.Extents[(axis + 1)..]];
    }

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    /// <summary>None: where two elements are nearly equal, the index is discontinuous.</summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) => null;

    internal override void RunReference(HostCall call) =>
        ArgMaxReference.Run(Geometry(call.InputShape(0)), SelectLastIndex, call.Input(0), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        ArgMaxSimd.Run(call.Workers, Geometry(call.InputShape(0)), SelectLastIndex, call.Input(0), call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        ArgMaxGpu.Run(call.Gpu, Geometry(call.InputShape(0)), SelectLastIndex, call.Input(0), call.Output));

    private AxisGeometry Geometry(Shape input) => Dim is int dim
        ? Axis.Geometry(dim, input)
        : new AxisGeometry { Outer = 1, Length = input.Count, Inner = 1 };
}
