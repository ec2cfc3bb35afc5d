using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// 1-d transposed convolution: every input value adds its filters, multiplied by the value, to a longer output.
/// Computed as a <see cref="ConvTranspose2d"/> over images of one row.
/// <code>
/// output[n,o,x] = bias[o] + sum over c,kx of weight[c,o,kx] * input[n,c,inX], inX*stride - padding + kx*dilation = x
/// </code>
/// Shapes: <c>input [N,C,L]</c>, <c>weight [C,O/groups,K]</c>, <c>bias [O]</c> or none, <c>output [N,O,OL]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose1d.html</remarks>
public sealed class ConvTranspose1d : ConvTranspose2d
{
    /// <summary>A transposed convolution with its weights; only the columns of the padding are used.</summary>
    /// <exception cref="ShapeException">The weight is not 3-d, or it does not fit the groups or the bias.</exception>
    public ConvTranspose1d(
        Tensor weight,
        Tensor? bias,
        int stride,
        Padding2d padding,
        int outputPadding,
        int dilation,
        int groups = 1,
        int? outputSize = null)
        : base(
            Sequence.ToFilters(weight),
            bias,
            (1, stride),
            Sequence.AlongX(padding),
            (0, outputPadding),
            (1, dilation),
            groups,
            outputSize is int size ? (1, size) : null)
    {
        Parameter filters = new("weight", weight);
        Parameters = bias is null ? [filters] : [filters, new("bias", bias)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; }

    internal override ConvTranspose1d WithWeights(Tensor weight, Tensor? bias) => new(
        Sequence.FromFilters(weight), bias, Stride.X, Padding, OutputPadding.X, Dilation.X, Groups, OutputSize?.X);

    private protected override Shape Image(Shape input) => Sequence.ToImage(input);

    private protected override Shape FromImage(Shape image) => Sequence.FromImage(image);

    private protected override string Print(Extent2d size) => Sequence.Print(size);

    private protected override string Print(Padding2d padding) => Sequence.Print(padding);
}
