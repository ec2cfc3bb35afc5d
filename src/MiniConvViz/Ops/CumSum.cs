using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Running sums along an axis.
/// <code>output[n,i] = sum over j &lt;= i of input[n,j]   for dim=1</code>
/// Shapes: any input of at least one axis, the same out.
/// </summary>
/// <remarks>
/// Source: https://pytorch.org/docs/stable/generated/torch.cumsum.html; exclusive and reverse are ONNX's,
/// https://onnx.ai/onnx/operators/onnx__CumSum.html
/// </remarks>
public sealed class CumSum(int dim, bool exclusive = false, bool reverse = false) : Operator
{
    /// <summary>The axis, counted from the back where negative.</summary>
    public int Dim => dim;

    /// <summary>Whether a sum leaves its own element out.</summary>
    public bool Exclusive => exclusive;

    /// <summary>Whether sums run from the last element to the first.</summary>
    public bool Reverse => reverse;

    /// <inheritdoc/>
    public override string Attributes =>
        $"dim={dim}" + (exclusive ? ", exclusive=True" : "") + (reverse ? ", reverse=True" : "");

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        _ = Axis.Resolve(dim, input.Rank);
        return input;
    }

    internal override Accuracy Accuracy => Accuracy.Summed;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.Sum(this, inputs, terms: Geometry(output.Shape).Axis.Length + 1.0);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(this, errors);

    internal override void RunReference(HostCall call) =>
        CumSumReference.Run(Geometry(call.OutputShape), call.Input(0), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        CumSumSimd.Run(call.Workers, Geometry(call.OutputShape), call.Input(0), call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        CumSumGpu.Run(call.Gpu, Geometry(call.OutputShape), call.Input(0), call.Output));

    private CumSumGeometry Geometry(Shape shape) => new()
    {
        Axis = Axis.Geometry(dim, shape),
        IsExclusive = exclusive ? 1 : 0,
        IsReverse = reverse ? 1 : 0,
    };
}
