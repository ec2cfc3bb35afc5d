using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Values that follow from the shapes of other nodes, as the input of other operators: the <c>x.size(-1)</c> in <c>y /
/// x.size(-1)</c>. The operator reads only the shapes of its inputs.
/// </summary>
/// <param name="formula">One term per value.</param>
/// <param name="shape">The shape of the values: <c>[]</c> or <c>[n]</c>.</param>
public sealed class ShapeValues(ShapeFormula formula, Shape shape) : Operator
{
    /// <inheritdoc/>
    public override string Attributes => $"{formula}";

    /// <inheritdoc/>
    public override int ValueInputs(int inputs) => 0;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => shape;

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    /// <summary>No error: it reads no elements.</summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        new(InferShape([.. inputs.Select(input => input.Shape)]));

    internal override void RunReference(HostCall call) => Values(call).CopyTo(call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        Values(call).CopyTo(call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        call.Gpu.Copy(call.Constant(Values), call.Output));

    private float[] Values(ICall call)
    {
        Shape[] shapes = [.. Enumerable.Range(0, call.InputCount).Select(call.InputShape)];
        return [.. formula.Values(shapes).Select(value => (float)value)];
    }
}
