using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Chooses element by element between two tensors: <c>output[i] = condition[i] != 0 ? input[i] : other[i]</c>.
/// Shapes: three inputs, <c>condition</c>, <c>input</c> and <c>other</c>, that are broadcast to one shape.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.where.html</remarks>
public sealed class Where : Operator
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => inputs.Length == 3
        ? BroadcastShape.Of(inputs[0], BroadcastShape.Of(inputs[1], inputs[2]))
        : throw new ShapeException($"expected 3 inputs, condition, input and other, got {inputs.Length}");

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    /// <summary>The error of what is chosen, and the distance of the other choice where the condition may turn.</summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors)
    {
        Shape output = InferShape([.. inputs.Select(input => input.Shape)]);
        WhereGeometry geometry = Geometry(inputs[0].Shape, inputs[1].Shape, inputs[2].Shape, output);
        Tensor bound = new(output);
        for (int i = 0; i < bound.Values.Length; i++)
        {
            int condition = geometry.Condition.Offsets(i).Left;
            int input = geometry.Input.Offsets(i).Left;
            int other = geometry.Other.Offsets(i).Left;
            float doubt = errors[0].Values[condition];
            bool isSure = doubt == 0f || Math.Abs(inputs[0].Values[condition]) > doubt;
            bound.Values[i] = !isSure
                ? Math.Abs(inputs[1].Values[input] - inputs[2].Values[other])
                    + Math.Max(errors[1].Values[input], errors[2].Values[other])
                : inputs[0].Values[condition] != 0f ? errors[1].Values[input] : errors[2].Values[other];
        }

        return bound;
    }

    internal override void RunReference(HostCall call) =>
        WhereReference.Run(Geometry(call), call.Input(0), call.Input(1), call.Input(2), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        WhereSimd.Run(call.Workers, Geometry(call), call.Input(0), call.Input(1), call.Input(2), call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        WhereGpu.Run(call.Gpu, Geometry(call), call.Input(0), call.Input(1), call.Input(2), call.Output));

    private static WhereGeometry Geometry(ICall call) =>
        Geometry(call.InputShape(0), call.InputShape(1), call.InputShape(2), call.OutputShape);

    private static WhereGeometry Geometry(Shape condition, Shape input, Shape other, Shape output) =>
        WhereGeometry.Create(condition.Extents, input.Extents, other.Extents, output.Extents);
}
