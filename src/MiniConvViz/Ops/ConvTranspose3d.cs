using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// 3-d transposed convolution: every input value adds its filters, multiplied by the value, to a larger output, where
/// they overlap.
/// <code>
/// output[n,o,z,y,x] = bias[o] + sum over c,kz,ky,kx of weight[c,o,kz,ky,kx] * input[n,c,inZ,inY,inX]
/// where inZ*stride - padding + kz*dilation = z, and the same along y and x
/// </code>
/// Shapes: <c>input [N,C,D,H,W]</c>, <c>weight [C,O/groups,KD,KH,KW]</c>, <c>bias [O]</c> or none, <c>output
/// [N,O,OD,OH,OW]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose3d.html</remarks>
public sealed class ConvTranspose3d : Operator
{
    /// <summary>The transposed convolution of one slice by one layer of the filters; only its sizes are used.</summary>
    private readonly ConvTranspose2d _slice;

    /// <summary>
    /// The transposed convolution along the depth, where each slice is a row; only its sizes are used.
    /// </summary>
    private readonly ConvTranspose2d _depth;
    private readonly Lazy<ConvTranspose2dPackedWeights> _packed;

    /// <summary>A transposed convolution with its weights; <see cref="ConvTranspose2d"/> has the parameters.</summary>
    /// <exception cref="ShapeException">The weight is not 5-d, or it does not fit the groups or the bias.</exception>
    public ConvTranspose3d(
        Tensor weight,
        Tensor? bias,
        Extent3d stride,
        Padding3d padding,
        Extent3d outputPadding,
        Extent3d dilation,
        int groups = 1,
        Extent3d? outputSize = null)
    {
        Volume.CheckFilters(weight, bias, groups, "[C,O/groups,KD,KH,KW]", () => weight.Shape[1] * groups);
        (Weight, Bias, Stride, Padding, Dilation, Groups) = (weight, bias, stride, padding, dilation, groups);
        (OutputPadding, OutputSize) = (outputPadding, outputSize);
        Kernel = (weight.Shape[2], weight.Shape[3], weight.Shape[4]);
        _slice = new ConvTranspose2d(
            weight.Reshape([weight.Shape[0], weight.Shape[1] * Kernel.Z, Kernel.Y, Kernel.X]),
            null,
            stride.Plane,
            padding.Plane,
            outputPadding.Plane,
            dilation.Plane,
            groups,
            outputSize?.Plane);
        _depth = new ConvTranspose2d(
            new Tensor([1, 1, Kernel.Z, 1]),
            null,
            (stride.Z, 1),
            padding.Depth,
            (outputPadding.Z, 0),
            (dilation.Z, 1),
            outputSize: outputSize is Extent3d size ? (size.Z, 1) : null);
        _packed = new Lazy<ConvTranspose2dPackedWeights>(
            () => ConvTranspose3dSimd.Pack(Geometry([1, InChannels, 1, 1, 1]), weight.Values, BiasValues));
    }

    /// <summary>[C,O/groups,KD,KH,KW], the filters.</summary>
    public Tensor Weight { get; }

    /// <summary>[O], or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>The size of a filter.</summary>
    public Extent3d Kernel { get; }

    /// <summary>The distance between the outputs of neighbouring inputs.</summary>
    public Extent3d Stride { get; }

    /// <summary>The slices, rows and columns that are cut off around the output.</summary>
    public Padding3d Padding { get; }

    /// <summary>The slices, rows and columns that are added to the output on one side.</summary>
    public Extent3d OutputPadding { get; }

    /// <summary>The distance between neighbouring taps of a filter.</summary>
    public Extent3d Dilation { get; }

    /// <summary>The number of groups of channels; each group is convolved by itself.</summary>
    public int Groups { get; }

    /// <summary>The output's size where it is given (ONNX's <c>output_shape</c>).</summary>
    public Extent3d? OutputSize { get; }

    /// <summary>C, channels of the input.</summary>
    public int InChannels => Weight.Shape[0];

    /// <summary>O, channels of the output.</summary>
    public int OutChannels => Weight.Shape[1] * Groups;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters =>
        Bias is null ? [new("weight", Weight)] : [new("weight", Weight), new("bias", Bias)];

    /// <summary>The inputs of each slice whose filters can reach one output value.</summary>
    public override Window? Window => _slice.Window;

    /// <inheritdoc/>
    public override string Attributes =>
        $"{InChannels}, {OutChannels}, kernel_size={Kernel}, stride={Stride}"
        + (Padding == 0 ? "" : $", padding={Padding}")
        + (Dilation == 1 ? "" : $", dilation={Dilation}")
        + (OutputPadding == 0 ? "" : $", output_padding={OutputPadding}")
        + (Groups == 1 ? "" : $", groups={Groups}")
        + (Bias is null ? ", bias=False" : "");

    private ReadOnlySpan<float> BiasValues => Bias is null ? [] : Bias.Values;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = Volume.Expect(inputs);
        if (input.Channels != InChannels)
        {
            throw new ShapeException(
                $"weight is {Weight.Shape} but its input has {Counted.Of(input.Channels, "channel")}; "
                + "is this the checkpoint of another model?");
        }

        WindowBounds.CheckTransposed(
            Volume.Stack(input, Kernel.Z),
            Kernel.Plane,
            Stride.Plane,
            Dilation.Plane,
            OutputPadding.Plane,
            OutputSize?.Plane);
        int depth = _depth.InferShape([[1, 1, input[2], 1]]).Height;
        ConvTranspose2dGeometry slice = Geometry(input).Slice;
        return slice.OutHeight > 0 && slice.OutWidth > 0
            ? [input.Batch, OutChannels, depth, slice.OutHeight, slice.OutWidth]
            : throw new ShapeException(
                $"the padding {Padding} leaves nothing of the output for the input {input}; use a larger volume");
    }

    /// <inheritdoc/>
    public override long MultiplyAdds(ReadOnlySpan<Shape> inputs) =>
        (long)inputs[0].Count * Weight.Shape.CountOf(1..);

    /// <summary>All sizes of this transposed convolution over one input.</summary>
    internal ConvTranspose3dGeometry Geometry(Shape input)
    {
        ConvTranspose2dGeometry depth = _depth.Geometry([1, 1, input[2], 1]);
        return new()
        {
            Slice = _slice.Geometry([1, InChannels, input[3], input[4]]) with
            {
                Batch = input.Batch,
                OutChannels = OutChannels,
            },
            InDepth = input[2],
            OutDepth = depth.OutHeight,
            KernelDepth = Kernel.Z,
            StrideZ = depth.StrideY,
            PaddingZ = depth.PaddingY,
            DilationZ = depth.DilationY,
        };
    }

    /// <summary>The same transposed convolution with other values in its filters.</summary>
    internal ConvTranspose3d WithWeights(Tensor weight, Tensor? bias) =>
        new(weight, bias, Stride, Padding, OutputPadding, Dilation, Groups, OutputSize);

    internal override Accuracy Accuracy => Accuracy.Summed;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        Tensor? bias = Bias is null ? null : RoundingError.Absolute(Bias);
        ConvTranspose3d magnitude = WithWeights(RoundingError.Absolute(Weight), bias);
        double terms = (double)(InChannels / Groups) * Kernel.Z * Kernel.Y * Kernel.X;
        return RoundingError.Sum(magnitude, inputs, terms + 1);
    }

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(WithWeights(RoundingError.Absolute(Weight), bias: null), errors);

    internal override void RunReference(HostCall call) => ConvTranspose3dReference.Run(
        Geometry(call.InputShape(0)), call.Input(0), Weight.Values, BiasValues, call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call => ConvTranspose3dSimd.Run(
        call.Workers, Geometry(call.InputShape(0)), call.Input(0), _packed.Value, call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call => ConvTranspose3dGpu.Run(
        call.Gpu,
        Geometry(call.InputShape(0)),
        call.Input(0),
        call.Weight(Weight),
        Bias is null ? default : call.Weight(Bias),
        call.Output));
}
