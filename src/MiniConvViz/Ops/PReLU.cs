using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// A ReLU with a learned slope on the negative side: <c>output[i] = input[i] > 0 ? input[i] : slope * input[i]</c>.
/// Shapes: <c>input [N,C,...]</c>, <c>weight [C]</c> or <c>[1]</c>; without a weight, the slopes are a second input,
/// which is broadcast to the first one's shape.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.PReLU.html</remarks>
public sealed class PReLU : Operator
{
    /// <summary>One slope for each channel, or one for all; null where the slopes are a second input.</summary>
    /// <exception cref="ShapeException">The weight is not a vector.</exception>
    public PReLU(Tensor? weight = null) => Weight = weight is null || weight.Shape.Rank == 1
        ? weight
        : throw new ShapeException($"expected a weight [num_parameters], got {weight.Shape}");

    /// <summary>[1] or [C], the slope for negative x; null where it is the second input.</summary>
    public Tensor? Weight { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => Weight is null ? [] : [new("weight", Weight)];

    /// <inheritdoc/>
    public override string Attributes => Weight is null ? "" : $"num_parameters={Weight.Shape.Count}";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        if (Weight is null)
        {
            return inputs.Length == 2 && BroadcastShape.Of(inputs[0], inputs[1]) == inputs[0]
                ? inputs[0]
                : throw new ShapeException(
                    "expected an input and slopes that broadcast to its shape, got "
                    + string.Join(" and ", inputs.ToArray()));
        }

        Shape input = ExpectOne(inputs);
        int slopes = Weight.Shape.Count;
        return slopes == 1 || (input.Rank >= 2 && input.Channels == slopes)
            ? input
            : throw new ShapeException($"expected an input with {Counted.Of(slopes, "channel")}, got {input}");
    }

    internal override Accuracy Accuracy => Accuracy.Exact;

    /// <summary>One multiplication on every device.</summary>
    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.Relative(output, terms: 1);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Weight is null
            ? Amplification.OfTwo(inputs, errors, Slope)
            : Amplification.OfTwo(
                [inputs[0], PerChannel(Weight, inputs[0].Shape)],
                [errors[0], PerChannel(new Tensor(Weight.Shape), inputs[0].Shape)],
                Slope);

    internal override void RunReference(HostCall call) => BinaryReference.Run(
        default(PReLUFunction),
        Geometry(call),
        call.Input(0),
        Weight is null ? call.Input(1) : Weight.Values,
        call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call => BinarySimd.Run(
        call.Workers,
        default(PReLUFunction),
        Geometry(call),
        call.Input(0),
        Weight is null ? call.Input(1) : Weight.Values,
        call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call => BinaryGpu.Run(
        call.Gpu,
        default(PReLUFunction),
        Geometry(call),
        call.Input(0),
        Weight is null ? call.Input(1) : call.Weight(Weight),
        call.Output));

    /// <summary>
    /// <c>max(1, |slope| + es) * e</c> for the element, plus for negative elements the error of the slope times the
    /// element.
    /// </summary>
    private static double Slope(double x, double e, double slope, double es) =>
        (Math.Max(1, Math.Abs(slope) + es) * e) + (es * Math.Max(-x, 0));

    /// <summary>[C] as [C,1,...], which puts it on axis 1 of the input.</summary>
    private static Tensor PerChannel(Tensor weight, Shape input) =>
        weight.Reshape([weight.Shape.Count, .. Enumerable.Repeat(1, Math.Max(input.Rank - 2, 0))]);

    /// <summary>The weight is broadcast to the input as [C,1,...], so that it is on axis 1.</summary>
    private BroadcastGeometry Geometry(ICall call)
    {
        Shape input = call.InputShape(0);
        if (Weight is null)
        {
            return BroadcastGeometry.Create(input.Extents, call.InputShape(1).Extents);
        }

        Span<int> slopes = stackalloc int[Math.Max(input.Rank - 1, 1)];
        slopes.Fill(1);
        slopes[0] = Weight.Shape.Count;
        return BroadcastGeometry.Create(input.Extents, slopes);
    }
}
