using System.Buffers;
using System.Collections.Concurrent;
using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// 2-d convolution (cross-correlation): every output channel is one filter slid over the image.
/// <code>
/// output[n,o,y,x] = bias[o]
///                   + sum over c,ky,kx of weight[o,c,ky,kx] * input[n,c,y*stride-padding+ky*dilation,...]
/// </code>
/// Shapes: <c>input [N,C,H,W]</c>, <c>weight [O,C/groups,KH,KW]</c>, <c>bias [O]</c> or none, <c>output
/// [N,O,OH,OW]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html</remarks>
public class Conv2d : Operator
{
    private readonly ConcurrentDictionary<(Conv2dAlgorithm, BatchNorm2d?), Lazy<Conv2dPacked>> _packed = [];
    private readonly ConcurrentDictionary<BatchNorm2d, Lazy<Conv2d>> _folded = [];

    /// <summary>A convolution with its weights.</summary>
    /// <exception cref="ShapeException">The weight is not 4-d, or it does not fit the groups or the bias.</exception>
    public Conv2d(
        Tensor weight, Tensor? bias, Extent2d stride, Padding2d padding, Extent2d dilation, int groups = 1)
    {
        if (weight.Shape.Rank != 4 || groups < 1 || weight.Shape[0] % groups != 0 || weight.Shape.Count == 0)
        {
            throw new ShapeException(
                $"expected a weight [O,C/groups,K,K] whose O is a multiple of {groups}, got {weight.Shape}");
        }

        if (bias is not null && bias.Shape != [weight.Shape[0]])
        {
            throw new ShapeException($"expected a bias [{weight.Shape[0]}], got {bias.Shape}");
        }

        if (Math.Min(stride.Y, stride.X) < 1
            || Math.Min(dilation.Y, dilation.X) < 1
            || padding.Smallest < 0)
        {
            throw new ShapeException(
                $"stride and dilation are at least 1 and padding at least 0, got {stride}, {dilation} and {padding}");
        }

        (Weight, Bias, Stride, Padding, Dilation, Groups) = (weight, bias, stride, padding, dilation, groups);
        Kernel = (weight.Shape[2], weight.Shape[3]);
    }

    /// <summary>[O,C/groups,KH,KW], the filters.</summary>
    public Tensor Weight { get; }

    /// <summary>[O], or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>The size of a filter.</summary>
    public Extent2d Kernel { get; }

    /// <summary>The distance between the windows of neighbouring outputs.</summary>
    public Extent2d Stride { get; }

    /// <summary>Zeros around the image.</summary>
    public Padding2d Padding { get; }

    /// <summary>The distance between neighbouring taps of a filter.</summary>
    public Extent2d Dilation { get; }

    /// <summary>The number of groups of channels; each group is convolved by itself.</summary>
    public int Groups { get; }

    /// <summary>C, channels of the input.</summary>
    public int InChannels => Weight.Shape[1] * Groups;

    /// <summary>O, channels of the output.</summary>
    public int OutChannels => Weight.Shape[0];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters =>
        Bias is null ? [new("weight", Weight)] : [new("weight", Weight), new("bias", Bias)];

    /// <inheritdoc/>
    public override Window? Window => new(Kernel, Stride, Padding, Dilation);

    /// <inheritdoc/>
    public override string Attributes =>
        $"{InChannels}, {OutChannels}, kernel_size={Print(Kernel)}, stride={Print(Stride)}"
        + (Padding == 0 ? "" : $", padding={Print(Padding)}")
        + (Dilation == 1 ? "" : $", dilation={Print(Dilation)}")
        + (Groups == 1 ? "" : $", groups={Groups}")
        + (Bias is null ? ", bias=False" : "");

    private ReadOnlySpan<float> BiasValues => Bias is null ? [] : Bias.Values;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = Image(ExpectOne(inputs));
        if (input.Channels != InChannels)
        {
            throw new ShapeException(
                $"weight is {Parameters[0].Value.Shape} but its input has {Counted.Of(input.Channels, "channel")}; "
                + "is this the checkpoint of another model?");
        }

        WindowBounds.Check(input, Window!.Value);
        Conv2dGeometry geometry = Geometry(inputs[0]);
        if (geometry.OutHeight < 1 || geometry.OutWidth < 1)
        {
            throw new ShapeException(
                $"the kernel {Print(Kernel)} does not fit the input {inputs[0]} with padding {Print(Padding)}; "
                + "use a larger image");
        }

        return FromImage([geometry.Batch, geometry.OutChannels, geometry.OutHeight, geometry.OutWidth]);
    }

    /// <inheritdoc/>
    public override long MultiplyAdds(ReadOnlySpan<Shape> inputs) =>
        (long)InferShape(inputs).Count * Geometry(inputs[0]).Terms;

    /// <summary>All sizes of this convolution over one input.</summary>
    internal Conv2dGeometry Geometry(Shape input) => Geometry(Image(input), Weight.Shape, Window!.Value, Groups);

    /// <summary>All sizes of a convolution of an image [N,C,H,W] with filters [O,C/groups,KH,KW].</summary>
    internal static Conv2dGeometry Geometry(Shape image, Shape weight, Window window, int groups)
    {
        (Extent2d kernel, Extent2d stride, Padding2d padding, Extent2d dilation) = window;
        (Extent2d begin, Extent2d end, _) = padding.Resolve(image.Height, image.Width, kernel, stride, dilation);
        (Extent2d reducedStride, Extent2d reducedDilation) = WindowBounds.Reduce(image, window);
        return new()
        {
            Batch = image.Batch,
            InChannels = image.Channels,
            InHeight = image.Height,
            InWidth = image.Width,
            OutChannels = weight[0],
            OutHeight = Conv2dGeometry.OutputSize(image.Height, kernel.Y, stride.Y, begin.Y, end.Y, dilation.Y),
            OutWidth = Conv2dGeometry.OutputSize(image.Width, kernel.X, stride.X, begin.X, end.X, dilation.X),
            KernelHeight = kernel.Y,
            KernelWidth = kernel.X,
            StrideY = reducedStride.Y,
            StrideX = reducedStride.X,
            PaddingY = begin.Y,
            PaddingX = begin.X,
            DilationY = reducedDilation.Y,
            DilationX = reducedDilation.X,
            Groups = groups,
        };
    }

    /// <summary>The same convolution with other values in its filters.</summary>
    internal virtual Conv2d WithWeights(Tensor weight, Tensor? bias) =>
        new(weight, bias, Stride, Padding, Dilation, Groups);

    /// <summary>The same convolution with another padding.</summary>
    internal virtual Conv2d WithPadding(Padding2d padding) => new(Weight, Bias, Stride, padding, Dilation, Groups);

    internal override Accuracy Accuracy => Accuracy.Summed;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        Tensor? bias = Bias is null ? null : RoundingError.Absolute(Bias);
        Conv2d magnitude = WithWeights(RoundingError.Absolute(Weight), bias);
        return RoundingError.Sum(magnitude, inputs, terms: Geometry(inputs[0].Shape).Terms + 1);
    }

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(WithWeights(RoundingError.Absolute(Weight), bias: null), errors);

    internal override void RunReference(HostCall call) =>
        Conv2dReference.Run(Geometry(call.InputShape(0)), call.Input(0), Weight.Values, BiasValues, call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuFormFor(request, norm: null, ClampRange.None);

    internal override GpuForms GpuFormsFor(GpuRequest request) =>
        GpuFormsFor(request, norm: null, hasResidual: false, ClampRange.None);

    /// <summary>
    /// The vector form with a batch norm folded in and its epilogue, <c>clamp(norm(conv) + residual)</c>;
    /// the residual is the second input, if there is one.
    /// </summary>
    internal CpuForm CpuFormFor(CpuRequest request, BatchNorm2d? norm, ClampRange clamp)
    {
        Conv2dGeometry geometry = Geometry(request.Inputs[0]);
        Conv2dAlgorithm algorithm = Conv2dAlgorithms.Choose(geometry, request.IsBlocked, request.SumsOnly);
        Lazy<Conv2dPacked> packed = Packed(algorithm, geometry, norm);
        Layout output = Conv2dAlgorithms.MakesBlocks(algorithm) ? Layout.Blocked : Layout.Plain;
        Layout input = Conv2dAlgorithms.TakesBlocks(algorithm) ? Layout.Blocked : Layout.Plain;
        bool hasResidual = request.Inputs.Count > 1;
        return new CpuForm(Run, output, hasResidual ? [input, output] : [input])
        {
            Algorithm = Conv2dAlgorithms.Name(algorithm),
            Explanation = Conv2dAlgorithms.Explain(algorithm),
            Prepare = () => _ = packed.Value,
        };

        void Run(HostCall call) => packed.Value.Run(
            call.Workers, geometry, call.Input(0), hasResidual ? call.Input(1) : [], clamp, call.Output);
    }

    /// <summary>
    /// The GPU's forms with a batch norm folded in and their epilogue; the residual is the second
    /// input.
    /// </summary>
    internal GpuForms GpuFormsFor(GpuRequest request, BatchNorm2d? norm, bool hasResidual, ClampRange clamp)
    {
        Conv2dGeometry geometry = Geometry(request.Inputs[0]);
        return GpuForms.Of(
            $"Conv2d {request.Inputs[0]} {Attributes}",
            Conv2dGpuForms.Candidates(request.Gpu, geometry, request.SumsOnly),
            Conv2dGpuForms.Choose(request.Gpu, geometry, request.SumsOnly),
            (call, kernel) => (norm is null ? this : Folded(norm)).RunGpu(call, kernel, hasResidual, clamp));
    }

    /// <summary>Whether the vector form writes blocks of channels, for any layout of this input.</summary>
    internal bool AlwaysMakesBlocks(Shape input)
    {
        Conv2dGeometry geometry = Geometry(input);
        return Conv2dAlgorithms.MakesBlocks(Conv2dAlgorithms.Choose(geometry, isBlocked: true))
            && Conv2dAlgorithms.MakesBlocks(Conv2dAlgorithms.Choose(geometry, isBlocked: false));
    }

    private void RunGpu(GpuCall call, Conv2dGpuForm kernel, bool hasResidual, ClampRange clamp)
    {
        Conv2dGeometry geometry = Geometry(call.InputShape(0));
        Conv2dGpuOperands operands = new(
            call.Input(0),
            call.Weight(Weight, kernel.ToString(), weight => Conv2dGpuForms.Pack(kernel, geometry, weight.Values)),
            Bias is null ? default : call.Weight(Bias),
            hasResidual ? call.Input(1) : default,
            clamp,
            call.Output);
        Conv2dGpuForms.Run(kernel, call.Gpu, geometry, operands);
    }

    /// <summary>With a batch norm folded in, for the GPU; made once, shared by all sessions.</summary>
    private Conv2d Folded(BatchNorm2d norm) =>
        _folded.GetOrAdd(norm, key => new Lazy<Conv2d>(() => key.FoldInto(this))).Value;

    /// <summary>
    /// The weights in an algorithm's order, with a batch norm folded in; packed once, shared by all sessions.
    /// </summary>
    private Lazy<Conv2dPacked> Packed(Conv2dAlgorithm algorithm, Conv2dGeometry geometry, BatchNorm2d? norm) =>
        _packed.GetOrAdd(
            (algorithm, norm),
            _ => new Lazy<Conv2dPacked>(() => norm is null
                ? Conv2dAlgorithms.Pack(algorithm, geometry, Weight.Values, BiasValues)
                : PackFolded(algorithm, geometry, norm)));

    /// <summary>Folds in memory that the next convolution reuses: only the packing needs folded weights.</summary>
    private Conv2dPacked PackFolded(Conv2dAlgorithm algorithm, Conv2dGeometry geometry, BatchNorm2d norm)
    {
        int count = Weight.Shape.Count;
        float[] rented = ArrayPool<float>.Shared.Rent(count + OutChannels);
        Span<float> weight = rented.AsSpan(0, count);
        Span<float> bias = rented.AsSpan(count, OutChannels);
        norm.FoldInto(this, weight, bias);
        Conv2dPacked packed = Conv2dAlgorithms.Pack(algorithm, geometry, weight, bias);
        ArrayPool<float>.Shared.Return(rented);
        return packed;
    }

    /// <summary>The input as [N,C,H,W].</summary>
    private protected virtual Shape Image(Shape input) => ExpectImage([input]);

    /// <summary>The output's shape, of [N,O,OH,OW].</summary>
    private protected virtual Shape FromImage(Shape image) => image;

    /// <summary>A size as PyTorch prints it.</summary>
    private protected virtual string Print(Extent2d size) => size.ToString();

    /// <inheritdoc cref="Print(Extent2d)"/>
    private protected virtual string Print(Padding2d padding) => padding.ToString();
}
