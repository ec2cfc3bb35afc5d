using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// A tensor of one value (<c>torch.full(size, fill_value)</c>, ONNX's ConstantOfShape). It reads no elements; of its
/// inputs, if there are any, only the shapes are used.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.full.html</remarks>
public sealed class Full(ShapeFormula size, float fillValue) : Operator
{
    private readonly Tensor _value = new([], [fillValue]);

    /// <inheritdoc/>
    public override string Attributes => $"size={size}, fill_value={fillValue:R}";

    /// <inheritdoc/>
    public override int ValueInputs(int inputs) => 0;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape output = Shape.Create(size.Evaluate(inputs));
        return output.Rank <= AxisInts.MaxRank
            ? output
            : throw new ShapeException($"expected at most {AxisInts.MaxRank} axes, got {output}");
    }

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    /// <summary>No error: it reads no elements.</summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        new(InferShape([.. inputs.Select(input => input.Shape)]));

    internal override void RunReference(HostCall call) =>
        StridedCopyReference.Run(View(call), _value.Values, call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        StridedCopySimd.Run(call.Workers, View(call), _value.Values, call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        StridedCopyGpu.Run(call.Gpu, View(call), call.Weight(_value), call.Output));

    /// <summary>The value, repeated along all axes.</summary>
    private static StridedView View(ICall call) => StridedView.Whole([]).Expand(call.OutputShape.Extents);
}
