using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// 2-d convolution whose filters are computed by the network, in PyTorch <c>F.conv2d(input, weight, bias)</c>: a
/// hypernetwork, a Siamese tracker, or weights that are dequantised in each run.
/// <code>
/// output[n,o,y,x] = bias[o]
///                   + sum over c,ky,kx of weight[o,c,ky,kx] * input[n,c,y*stride-padding+ky*dilation,...]
/// </code>
/// Shapes: inputs <c>[N,C,H,W]</c>, <c>weight [O,C/groups,KH,KW]</c> and, if there is one, <c>bias [O]</c>; <c>output
/// [N,O,OH,OW]</c>.
/// </summary>
/// <remarks>
/// The cpu device packs the weights in every run, which allocates; a GPU uses the form that reads them as they are.
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.conv2d.html
/// </remarks>
public sealed class FunctionalConv2d : Operator
{
    /// <summary>A convolution without weights of its own.</summary>
    /// <exception cref="ShapeException">Stride, padding, dilation or groups are too small.</exception>
    public FunctionalConv2d(Extent2d stride, Padding2d padding, Extent2d dilation, int groups = 1)
    {
        if (Math.Min(Math.Min(stride.Y, stride.X), Math.Min(dilation.Y, dilation.X)) < 1
            || padding.Smallest < 0 || groups < 1)
        {
            throw new ShapeException(
                "stride, dilation and groups are at least 1 and padding at least 0, got "
                + $"{stride}, {dilation}, {groups} and {padding}");
        }

        (Stride, Padding, Dilation, Groups) = (stride, padding, dilation, groups);
    }

    /// <summary>The distance between the windows of neighbouring outputs.</summary>
    public Extent2d Stride { get; }

    /// <summary>Zeros around the image.</summary>
    public Padding2d Padding { get; }

    /// <summary>The distance between neighbouring taps of a filter.</summary>
    public Extent2d Dilation { get; }

    /// <summary>The number of groups of channels; each group is convolved by itself.</summary>
    public int Groups { get; }

    /// <inheritdoc/>
    public override string Attributes =>
        $"stride={Stride}" + (Padding == 0 ? "" : $", padding={Padding}")
        + (Dilation == 1 ? "" : $", dilation={Dilation}") + (Groups == 1 ? "" : $", groups={Groups}");

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length is not (2 or 3))
        {
            throw new ShapeException($"expected an input, a weight and perhaps a bias, got {inputs.Length} inputs");
        }

        (Shape input, Shape weight) = (ExpectImage([inputs[0]]), inputs[1]);
        if (weight.Rank != 4 || weight.Count == 0 || weight[0] % Groups != 0
            || (long)weight[1] * Groups != input.Channels)
        {
            throw new ShapeException(
                $"expected a weight [O,C/groups,K,K] for the {input.Channels} channels of {input} in {Groups} groups, "
                + $"got {weight}");
        }

        if (inputs.Length == 3 && inputs[2] != [weight[0]])
        {
            throw new ShapeException($"expected a bias [{weight[0]}], got {inputs[2]}");
        }

        WindowBounds.Check(input, WindowOf(weight));
        Conv2dGeometry geometry = Geometry(input, weight);
        return geometry.OutHeight >= 1 && geometry.OutWidth >= 1
            ? Shape.Create([geometry.Batch, geometry.OutChannels, geometry.OutHeight, geometry.OutWidth])
            : throw new ShapeException(
                $"the kernel {WindowOf(weight).Kernel} does not fit the input {input} with padding {Padding}; use a "
                + "larger image");
    }

    internal override bool NeedsNumbers => true;

    /// <inheritdoc/>
    public override long MultiplyAdds(ReadOnlySpan<Shape> inputs) =>
        (long)InferShape(inputs).Count * Geometry(inputs[0], inputs[1]).Terms;

    internal override Accuracy Accuracy => Accuracy.Summed;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.Sum(this, inputs, terms: Geometry(inputs[0].Shape, inputs[1].Shape).Terms + 1);

    /// <summary>
    /// <c>(x + dx)(w + dw) - xw = dx (w + dw) + x dw</c>: convolutions of absolute values and errors.
    /// </summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors)
    {
        Tensor weight = RoundingError.Absolute(inputs[1]);
        Tensor larger = EagerRun.Run(new Add(), [weight, errors[1]]);
        Tensor ofInput = Amplification.Run(this, [errors[0], larger, .. errors.Skip(2)]);
        Tensor ofWeight = Amplification.Run(this, [RoundingError.Absolute(inputs[0]), errors[1]]);
        return EagerRun.Run(new Add(), [ofInput, ofWeight]);
    }

    internal override void RunReference(HostCall call) => Conv2dReference.Run(
        Geometry(call), call.Input(0), call.Input(1), call.InputCount == 3 ? call.Input(2) : [], call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, RunCpu);

    internal override GpuForms GpuFormsFor(GpuRequest request)
    {
        bool hasBias = request.Inputs.Count == 3;
        return GpuForms.One(call => Conv2dGpuForms.Run(
            Conv2dGpuForm.Naive,
            call.Gpu,
            Geometry(call),
            new Conv2dGpuOperands(
                call.Input(0), call.Input(1), hasBias ? call.Input(2) : default, default, ClampRange.None, call.Output)));
    }

    private void RunCpu(HostCall call)
    {
        Conv2dGeometry geometry = Geometry(call);
        Conv2dAlgorithm algorithm = Conv2dAlgorithms.Fits(Conv2dAlgorithm.Depthwise, geometry)
            ? Conv2dAlgorithm.Depthwise
            : Conv2dAlgorithm.Im2colGemm;
        ReadOnlySpan<float> bias = call.InputCount == 3 ? call.Input(2) : [];
        Conv2dPacked packed = Conv2dAlgorithms.Pack(algorithm, geometry, call.Input(1), bias);
        packed.Run(call.Workers, geometry, call.Input(0), residual: [], ClampRange.None, call.Output);
    }

    private Window WindowOf(Shape weight) => new((weight[2], weight[3]), Stride, Padding, Dilation);

    private Conv2dGeometry Geometry(ICall call) => Geometry(call.InputShape(0), call.InputShape(1));

    private Conv2dGeometry Geometry(Shape input, Shape weight) =>
        Conv2d.Geometry(input, weight, WindowOf(weight), Groups);
}
