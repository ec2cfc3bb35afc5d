using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// A fully connected layer: every output is a weighted sum of all inputs.
/// <code>output[...,o] = bias[o] + sum over i of weight[o,i] * input[...,i]</code>
/// Shapes: <c>input [...,I]</c>, mostly <c>[N,I]</c>; <c>weight [O,I]</c>, <c>bias [O]</c> or none, <c>output
/// [...,O]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Linear.html</remarks>
public sealed class Linear : Operator
{
    /// <summary>A layer with its weights.</summary>
    /// <exception cref="ShapeException">The weight is not [O,I], or the bias does not fit it.</exception>
    public Linear(Tensor weight, Tensor? bias)
    {
        if (weight.Shape.Rank != 2)
        {
            throw new ShapeException($"expected a weight [out_features,in_features], got {weight.Shape}");
        }

        if (bias is not null && bias.Shape != [weight.Shape[0]])
        {
            throw new ShapeException($"expected a bias [{weight.Shape[0]}], got {bias.Shape}");
        }

        (Weight, Bias) = (weight, bias);
    }

    /// <summary>[O,I], one row per output.</summary>
    public Tensor Weight { get; }

    /// <summary>[O], or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>O, outputs per row.</summary>
    public int OutFeatures => Weight.Shape[0];

    /// <summary>I, inputs per row.</summary>
    public int InFeatures => Weight.Shape[1];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters =>
        Bias is null ? [new("weight", Weight)] : [new("weight", Weight), new("bias", Bias)];

    /// <inheritdoc/>
    public override string Attributes =>
        $"in_features={InFeatures}, out_features={OutFeatures}" + (Bias is null ? ", bias=False" : "");

    private ReadOnlySpan<float> BiasValues => Bias is null ? [] : Bias.Values;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        return input.Rank >= 1 && input[^1] == InFeatures
            ? input.With(input.Rank - 1, OutFeatures)
            : throw new ShapeException(
                $"expected an input [...,{InFeatures}], got {input}; "
                + "a network with this layer takes one image size only");
    }

    /// <inheritdoc/>
    public override long MultiplyAdds(ReadOnlySpan<Shape> inputs) =>
        (long)inputs[0].CountOf(..^1) * Weight.Shape.Count;

    internal override Accuracy Accuracy => Accuracy.Summed;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        Tensor? bias = Bias is null ? null : RoundingError.Absolute(Bias);
        Linear magnitude = new(RoundingError.Absolute(Weight), bias);
        return RoundingError.Sum(magnitude, inputs, terms: InFeatures + 1);
    }

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(new Linear(RoundingError.Absolute(Weight), bias: null), errors);

    internal override void RunReference(HostCall call) =>
        LinearReference.Run(Geometry(call.InputShape(0)), call.Input(0), Weight.Values, BiasValues, call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuFormFor(request, ClampRange.None);

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuFormsFor(request, ClampRange.None);

    /// <summary>The vector form with the activation in its epilogue.</summary>
    internal CpuForm CpuFormFor(CpuRequest request, ClampRange clamp) => CpuForm.Plain(request, call => LinearSimd.Run(
        call.Workers,
        Geometry(call.InputShape(0)),
        call.Input(0),
        Weight.Values,
        BiasValues,
        clamp,
        call.Output));

    /// <summary>The GPU's forms with the activation in their epilogue.</summary>
    internal GpuForms GpuFormsFor(GpuRequest request, ClampRange clamp)
    {
        LinearGeometry geometry = Geometry(request.Inputs[0]);
        return GpuForms.Of(
            $"Linear {geometry.Rows} {Weight.Shape}",
            LinearGpuForms.Candidates(request.Gpu, geometry),
            LinearGpuForms.Choose(request.Gpu, geometry),
            (call, kernel) => RunGpu(call, kernel, clamp));
    }

    private void RunGpu(GpuCall call, LinearGpuForm kernel, ClampRange clamp)
    {
        LinearGeometry geometry = Geometry(call.InputShape(0));
        LinearGpuOperands operands = new(
            call.Input(0),
            call.Weight(Weight, kernel.ToString(), weight => LinearGpuForms.Pack(kernel, geometry, weight.Values)),
            Bias is null ? default : call.Weight(Bias),
            clamp,
            call.Output);
        LinearGpuForms.Run(kernel, call.Gpu, geometry, operands);
    }

    private LinearGeometry Geometry(Shape input) =>
        new() { Rows = input.CountOf(..^1), InFeatures = InFeatures, OutFeatures = OutFeatures };
}
