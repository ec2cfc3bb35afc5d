using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// 2-d transposed convolution: every input value adds its filters, multiplied by the value, to a larger output, where
/// they overlap. Its shapes are those of a convolution's backward pass.
/// <code>
/// output[n,o,y,x] = bias[o] + sum over c,ky,kx of weight[c,o,ky,kx] * input[n,c,inY,inX]
/// where inY*stride - padding + ky*dilation = y, and the same along x
/// </code>
/// Shapes: <c>input [N,C,H,W]</c>, <c>weight [C,O/groups,KH,KW]</c>, <c>bias [O]</c> or none, <c>output
/// [N,O,OH,OW]</c>.
/// </summary>
/// <remarks>
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html; <c>auto_pad</c> and
/// <c>output_shape</c>: https://onnx.ai/onnx/operators/onnx__ConvTranspose.html
/// </remarks>
public class ConvTranspose2d : Operator
{
    private readonly Lazy<ConvTranspose2dPackedWeights> _packed;

    /// <summary>A transposed convolution with its weights.</summary>
    /// <param name="weight">[C,O/groups,KH,KW]</param>
    /// <param name="bias">[O], or null for none.</param>
    /// <param name="stride">Rows and columns of the output from the filters of one input value to those of the
    /// next.</param>
    /// <param name="padding">Rows and columns cut off at the output's edges; "same" makes it input * stride.</param>
    /// <param name="outputPadding">Rows and columns added to the output below and on the right.</param>
    /// <param name="dilation">Rows and columns from one weight of a filter to the next.</param>
    /// <param name="groups">The number of groups that the channels are divided into.</param>
    /// <param name="outputSize">The output's size, which decides the padding instead; null for none.</param>
    /// <exception cref="ShapeException">The weight is not 4-d, or it does not fit the groups or the bias.</exception>
    public ConvTranspose2d(
        Tensor weight,
        Tensor? bias,
        Extent2d stride,
        Padding2d padding,
        Extent2d outputPadding,
        Extent2d dilation,
        int groups = 1,
        Extent2d? outputSize = null)
    {
        if (weight.Shape.Rank != 4 || groups < 1 || weight.Shape[0] % groups != 0 || weight.Shape.Count == 0)
        {
            throw new ShapeException(
                $"expected a weight [C,O/groups,K,K] whose C is a multiple of {groups}, got {weight.Shape}");
        }

        if (bias is not null && bias.Shape != [weight.Shape[1] * groups])
        {
            throw new ShapeException($"expected a bias [{weight.Shape[1] * groups}], got {bias.Shape}");
        }

        if (Math.Min(stride.Y, stride.X) < 1
            || Math.Min(dilation.Y, dilation.X) < 1
            || padding.Smallest < 0
            || Math.Min(outputPadding.Y, outputPadding.X) < 0)
        {
            throw new ShapeException(
                "stride and dilation are at least 1, padding and output_padding at least 0, "
                + $"got {stride}, {dilation}, {padding} and {outputPadding}");
        }

        (Weight, Bias, Stride, Padding, Dilation, Groups) = (weight, bias, stride, padding, dilation, groups);
        (OutputPadding, OutputSize) = (outputPadding, outputSize);
        Kernel = (weight.Shape[2], weight.Shape[3]);
        _packed = new Lazy<ConvTranspose2dPackedWeights>(() => ConvTranspose2dPackedWeights.Pack(
            weight.Values, BiasValues, InChannels, weight.Shape[1], Kernel.Y * Kernel.X, groups));
    }

    /// <summary>[C,O/groups,KH,KW], the filters.</summary>
    public Tensor Weight { get; }

    /// <summary>[O], or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>The size of a filter.</summary>
    public Extent2d Kernel { get; }

    /// <summary>The distance between the outputs of neighbouring inputs.</summary>
    public Extent2d Stride { get; }

    /// <summary>The rows and columns that are cut off around the output.</summary>
    public Padding2d Padding { get; }

    /// <summary>The rows and columns that are added to the output on one side.</summary>
    public Extent2d OutputPadding { get; }

    /// <summary>The distance between neighbouring taps of a filter.</summary>
    public Extent2d Dilation { get; }

    /// <summary>The number of groups of channels; each group is convolved by itself.</summary>
    public int Groups { get; }

    /// <summary>The output's size where it is given (ONNX's <c>output_shape</c>).</summary>
    public Extent2d? OutputSize { get; }

    /// <summary>C, channels of the input.</summary>
    public int InChannels => Weight.Shape[0];

    /// <summary>O, channels of the output.</summary>
    public int OutChannels => Weight.Shape[1] * Groups;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters =>
        Bias is null ? [new("weight", Weight)] : [new("weight", Weight), new("bias", Bias)];

    /// <summary>
    /// The inputs whose filters can reach one output value; a neighbouring output has the same inputs, or the next
    /// ones.
    /// </summary>
    public override Window? Window => new(
        (Stamps(Kernel.Y, Dilation.Y, Stride.Y), Stamps(Kernel.X, Dilation.X, Stride.X)), 1, 0, 1);

    /// <inheritdoc/>
    public override string Attributes =>
        $"{InChannels}, {OutChannels}, kernel_size={Print(Kernel)}, stride={Print(Stride)}"
        + (Padding == 0 ? "" : $", padding={Print(Padding)}")
        + (Dilation == 1 ? "" : $", dilation={Print(Dilation)}")
        + (OutputPadding == 0 ? "" : $", output_padding={Print(OutputPadding)}")
        + (OutputSize is Extent2d size ? $", output_size={Print(size)}" : "")
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

        WindowBounds.CheckTransposed(input, Kernel, Stride, Dilation, OutputPadding, OutputSize);
        ConvTranspose2dGeometry geometry = Geometry(inputs[0]);
        if (geometry.OutHeight < 1 || geometry.OutWidth < 1)
        {
            throw new ShapeException(
                $"the padding {Print(Padding)} leaves nothing of the output for the input {inputs[0]}; "
                + "use a larger image");
        }

        return FromImage([geometry.Batch, geometry.OutChannels, geometry.OutHeight, geometry.OutWidth]);
    }

    /// <inheritdoc/>
    public override long MultiplyAdds(ReadOnlySpan<Shape> inputs) =>
        (long)inputs[0].Count * Weight.Shape[1] * Kernel.Y * Kernel.X;

    /// <summary>All sizes of this transposed convolution over one input.</summary>
    internal ConvTranspose2dGeometry Geometry(Shape input)
    {
        Shape image = Image(input);
        (Extent2d begin, Extent2d end, _) = Padding;
        (int paddingY, int outHeight) = Along(
            image.Height, Kernel.Y, Stride.Y, begin.Y, end.Y, Dilation.Y, OutputPadding.Y, OutputSize?.Y);
        (int paddingX, int outWidth) = Along(
            image.Width, Kernel.X, Stride.X, begin.X, end.X, Dilation.X, OutputPadding.X, OutputSize?.X);
        return new()
        {
            Batch = image.Batch,
            InChannels = image.Channels,
            InHeight = image.Height,
            InWidth = image.Width,
            OutChannels = OutChannels,
            OutHeight = outHeight,
            OutWidth = outWidth,
            KernelHeight = Kernel.Y,
            KernelWidth = Kernel.X,
            StrideY = Stride.Y,
            StrideX = Stride.X,
            PaddingY = paddingY,
            PaddingX = paddingX,
            DilationY = Dilation.Y,
            DilationX = Dilation.X,
            Groups = Groups,
        };
    }

    internal override Accuracy Accuracy => Accuracy.Summed;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        Tensor? bias = Bias is null ? null : RoundingError.Absolute(Bias);
        ConvTranspose2d magnitude = WithWeights(RoundingError.Absolute(Weight), bias);
        return RoundingError.Sum(magnitude, inputs, terms: (InChannels / Groups * Kernel.Y * Kernel.X) + 1);
    }

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(WithWeights(RoundingError.Absolute(Weight), bias: null), errors);

    internal override void RunReference(HostCall call) => ConvTranspose2dReference.Run(
        Geometry(call.InputShape(0)), call.Input(0), Weight.Values, BiasValues, call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call => ConvTranspose2dSimd.Run(
        call.Workers, Geometry(call.InputShape(0)), call.Input(0), _packed.Value, call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call => ConvTranspose2dGpu.Run(
        call.Gpu,
        Geometry(call.InputShape(0)),
        call.Input(0),
        call.Weight(Weight),
        Bias is null ? default : call.Weight(Bias),
        call.Output));

    /// <summary>The same transposed convolution with other values in its filters.</summary>
    internal virtual ConvTranspose2d WithWeights(Tensor weight, Tensor? bias) =>
        new(weight, bias, Stride, Padding, OutputPadding, Dilation, Groups, OutputSize);

    /// <summary>The input as [N,C,H,W].</summary>
    private protected virtual Shape Image(Shape input) => ExpectImage([input]);

    /// <summary>The output's shape, of [N,O,OH,OW].</summary>
    private protected virtual Shape FromImage(Shape image) => image;

    /// <summary>A size as PyTorch prints it.</summary>
    private protected virtual string Print(Extent2d size) => size.ToString();

    /// <inheritdoc cref="Print(Extent2d)"/>
    private protected virtual string Print(Padding2d padding) => padding.ToString();

    private static int Stamps(int kernel, int dilation, int stride) =>
        (int)Math.Min(((kernel - 1L) * dilation / stride) + 1, int.MaxValue);

    /// <summary>
    /// The rows or columns that are cut off at the begin of one axis of the output, and its length. For a given size,
    /// or input * stride, the surplus is divided between begin and end; <see cref="SamePadding"/> says where an odd one
    /// goes, else it goes to the begin.
    /// </summary>
    private (int Padding, int Size) Along(
        int size, int kernel, int stride, int begin, int end, int dilation, int outputPadding, int? wanted)
    {
        if (wanted is null && Padding.Same == SamePadding.None)
        {
            long padding = (long)begin + end;
            return (begin, ConvTranspose2dGeometry.OutputSize(size, kernel, stride, padding, dilation, outputPadding));
        }

        int target = wanted ?? (int)Math.Min((long)size * stride, int.MaxValue);
        int full = ConvTranspose2dGeometry.OutputSize(size, kernel, stride, padding: 0, dilation, outputPadding);
        int total = Math.Max(full - Math.Max(target, 0), 0);
        return (Padding.Same == SamePadding.Upper ? total / 2 : total - (total / 2), target);
    }
}
