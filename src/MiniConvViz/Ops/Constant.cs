using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>Values that are part of the network and an input of its operators: the same tensor in every run.</summary>
/// <param name="value">The values.</param>
/// <param name="parameter">PyTorch's name for them if they were learned, such as <c>layer_scale</c>.</param>
public sealed class Constant(Tensor value, string? parameter = null) : Operator
{
    /// <summary>The tensor.</summary>
    public Tensor Value { get; } = value;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => parameter is null ? [] : [new(parameter, Value)];

    /// <inheritdoc/>
    public override string Attributes => $"{Value.Shape}";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => Value.Shape;

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    /// <summary>No error: it reads no elements.</summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        new(InferShape([.. inputs.Select(input => input.Shape)]));

    internal override void RunReference(HostCall call) => Value.Values.CopyTo(call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        Value.Values.CopyTo(call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        call.Gpu.Copy(call.Weight(Value), call.Output));
}
