using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// 3-d convolution: every output channel is one filter slid through the volume.
/// <code>
/// output[n,o,z,y,x] = bias[o]
///     + sum over c,kz,ky,kx of weight[o,c,kz,ky,kx] * input[n,c,z*stride-padding+kz*dilation,...]
/// </code>
/// Shapes: <c>input [N,C,D,H,W]</c>, <c>weight [O,C/groups,KD,KH,KW]</c>, <c>bias [O]</c> or none, <c>output
/// [N,O,OD,OH,OW]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Conv3d.html</remarks>
public sealed class Conv3d : Operator
{
    /// <summary>
    /// The convolution for one slice of the output, over the slices in its window, which are its channels.
    /// </summary>
    private readonly Conv2d _stacked;
    private readonly Lazy<Conv2dPackedWeights> _packed;

    /// <summary>A convolution with its weights.</summary>
    /// <exception cref="ShapeException">The weight is not 5-d, or it does not fit the groups or the bias.</exception>
    public Conv3d(
        Tensor weight, Tensor? bias, Extent3d stride, Padding3d padding, Extent3d dilation, int groups = 1)
    {
        Volume.CheckFilters(weight, bias, groups, "[O,C/groups,KD,KH,KW]", () => weight.Shape[0]);
        (Weight, Bias, Stride, Padding, Dilation, Groups) = (weight, bias, stride, padding, dilation, groups);
        Kernel = (weight.Shape[2], weight.Shape[3], weight.Shape[4]);
        if (Math.Min(stride.Z, dilation.Z) < 1 || padding.Depth.Smallest < 0)
        {
            throw new ShapeException(
                $"stride and dilation are at least 1 and padding at least 0, got {stride}, {dilation} and {padding}");
        }

        Shape filters = [weight.Shape[0], weight.Shape[1] * Kernel.Z, Kernel.Y, Kernel.X];
        _stacked = new Conv2d(
            weight.Reshape(filters), bias, stride.Plane, padding.Plane, dilation.Plane, groups);
        _packed = new Lazy<Conv2dPackedWeights>(
            () => Conv3dSimd.Pack(Geometry([1, InChannels, 1, 1, 1]), weight.Values, BiasValues));
    }

    /// <summary>[O,C/groups,KD,KH,KW], the filters.</summary>
    public Tensor Weight { get; }

    /// <summary>[O], or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>The size of a filter.</summary>
    public Extent3d Kernel { get; }

    /// <summary>The distance between the windows of neighbouring outputs.</summary>
    public Extent3d Stride { get; }

    /// <summary>Zeros around the volume.</summary>
    public Padding3d Padding { get; }

    /// <summary>The distance between neighbouring taps of a filter.</summary>
    public Extent3d Dilation { get; }

    /// <summary>The number of groups of channels; each group is convolved by itself.</summary>
    public int Groups { get; }

    /// <summary>C, channels of the input.</summary>
    public int InChannels => Weight.Shape[1] * Groups;

    /// <summary>O, channels of the output.</summary>
    public int OutChannels => Weight.Shape[0];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters =>
        Bias is null ? [new("weight", Weight)] : [new("weight", Weight), new("bias", Bias)];

    /// <summary>The window of one output value in each slice.</summary>
    public override Window? Window => _stacked.Window;

    /// <inheritdoc/>
    public override string Attributes =>
        $"{InChannels}, {OutChannels}, kernel_size={Kernel}, stride={Stride}"
        + (Padding == 0 ? "" : $", padding={Padding}")
        + (Dilation == 1 ? "" : $", dilation={Dilation}")
        + (Groups == 1 ? "" : $", groups={Groups}")
        + (Bias is null ? ", bias=False" : "");

    private Window AlongDepth => new((Kernel.Z, 1), (Stride.Z, 1), Padding.Depth, (Dilation.Z, 1));

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

        WindowBounds.Check(Volume.Stack(input, Kernel.Z), _stacked.Window!.Value);
        WindowBounds.Check([1, 1, input[2], 1], AlongDepth);
        Conv3dGeometry geometry = Geometry(input);
        return Math.Min(geometry.OutDepth, Math.Min(geometry.Slice.OutHeight, geometry.Slice.OutWidth)) > 0
            ? [input.Batch, OutChannels, geometry.OutDepth, geometry.Slice.OutHeight, geometry.Slice.OutWidth]
            : throw new ShapeException(
                $"the kernel {Kernel} does not fit the input {input} with padding {Padding}; use a larger volume");
    }

    /// <inheritdoc/>
    public override long MultiplyAdds(ReadOnlySpan<Shape> inputs) =>
        (long)InferShape(inputs).Count * Geometry(inputs[0]).Terms;

    /// <summary>All sizes of this convolution over one input.</summary>
    internal Conv3dGeometry Geometry(Shape input)
    {
        int depth = input[2];
        (Extent2d begin, Extent2d end, _) = Padding.Depth.Resolve(
            depth, 1, AlongDepth.Kernel, AlongDepth.Stride, AlongDepth.Dilation);
        (Extent2d stride, Extent2d dilation) = WindowBounds.Reduce([1, 1, depth, 1], AlongDepth);
        return new()
        {
            Slice = _stacked.Geometry(Volume.Stack(input, Kernel.Z)) with
            {
                Batch = input.Batch,
                InChannels = InChannels,
            },
            InDepth = depth,
            OutDepth = Conv2dGeometry.OutputSize(depth, Kernel.Z, Stride.Z, begin.Y, end.Y, Dilation.Z),
            KernelDepth = Kernel.Z,
            StrideZ = stride.Y,
            PaddingZ = begin.Y,
            DilationZ = dilation.Y,
        };
    }

    /// <summary>The same convolution with other values in its filters.</summary>
    internal Conv3d WithWeights(Tensor weight, Tensor? bias) => new(weight, bias, Stride, Padding, Dilation, Groups);

    internal override Accuracy Accuracy => Accuracy.Summed;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        Tensor? bias = Bias is null ? null : RoundingError.Absolute(Bias);
        Conv3d magnitude = WithWeights(RoundingError.Absolute(Weight), bias);
        return RoundingError.Sum(magnitude, inputs, terms: Geometry(inputs[0].Shape).Terms + 1);
    }

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(WithWeights(RoundingError.Absolute(Weight), bias: null), errors);

    internal override void RunReference(HostCall call) =>
        Conv3dReference.Run(Geometry(call.InputShape(0)), call.Input(0), Weight.Values, BiasValues, call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request)
    {
        Conv3dGeometry geometry = Geometry(request.Inputs[0]);
        return CpuForm.Plain(request, call =>
            Conv3dSimd.Run(call.Workers, geometry, call.Input(0), _packed.Value, call.Output)) with
        {
            Prepare = () => _ = _packed.Value,
        };
    }

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call => Conv3dGpu.Run(
        call.Gpu,
        Geometry(call.InputShape(0)),
        call.Input(0),
        call.Weight(Weight),
        Bias is null ? default : call.Weight(Bias),
        call.Output));
}
