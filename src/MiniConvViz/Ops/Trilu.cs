using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The upper or lower triangle of matrices, the rest zero: PyTorch's triu and tril.
/// <code>output[y,x] = x - y >= diagonal ? input[y,x] : 0   upper;   x - y &lt;= diagonal   lower</code>
/// Shapes: <c>input [...,H,W]</c>, the same out.
/// </summary>
/// <remarks>Source: https://onnx.ai/onnx/operators/onnx__Trilu.html</remarks>
public sealed class Trilu(bool upper = true, int diagonal = 0) : Operator
{
    /// <summary>Whether what lies above the diagonal is kept, rather than what lies below.</summary>
    public bool Upper => upper;

    /// <summary>The diagonal, which is always kept: 0 is the main one, 1 the one above it.</summary>
    public int Diagonal => diagonal;

    /// <inheritdoc/>
    public override string Attributes => $"upper={(upper ? "True" : "False")}, diagonal={diagonal}";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => ExpectOne(inputs) is { Rank: >= 2 } input
        ? input
        : throw new ShapeException($"expected an input [...,H,W], got {inputs[0]}");

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(this, errors);

    internal override void RunReference(HostCall call) =>
        TriluReference.Run(Geometry(call), call.Input(0), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        TriluSimd.Run(call.Workers, Geometry(call), call.Input(0), call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        TriluGpu.Run(call.Gpu, Geometry(call), call.Input(0), call.Output));

    private TriluGeometry Geometry(ICall call) => new()
    {
        Rows = call.OutputShape[^2],
        Columns = call.OutputShape[^1],
        Diagonal = diagonal,
        IsUpper = upper ? 1 : 0,
    };
}
