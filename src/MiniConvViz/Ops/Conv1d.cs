using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// 1-d convolution: every output channel is one filter slid along the sequence. Computed as a <see cref="Conv2d"/> over
/// images of one row.
/// <code>
/// output[n,o,x] = bias[o] + sum over c,kx of weight[o,c,kx] * input[n,c,x*stride-padding+kx*dilation]
/// </code>
/// Shapes: <c>input [N,C,L]</c>, <c>weight [O,C/groups,K]</c>, <c>bias [O]</c> or none, <c>output [N,O,OL]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Conv1d.html</remarks>
public sealed class Conv1d : Conv2d
{
    /// <summary>A convolution with its weights; only the columns of the padding are used.</summary>
    /// <exception cref="ShapeException">The weight is not 3-d, or it does not fit the groups or the bias.</exception>
    public Conv1d(Tensor weight, Tensor? bias, int stride, Padding2d padding, int dilation, int groups = 1)
        : base(Sequence.ToFilters(weight), bias, (1, stride), Sequence.AlongX(padding), (1, dilation), groups)
    {
        Parameter filters = new("weight", weight);
        Parameters = bias is null ? [filters] : [filters, new("bias", bias)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; }

    internal override Conv1d WithWeights(Tensor weight, Tensor? bias) => new(
        Sequence.FromFilters(weight), bias, Stride.X, Padding, Dilation.X, Groups);

    internal override Conv1d WithPadding(Padding2d padding) => new(
        Sequence.FromFilters(Weight), Bias, Stride.X, padding, Dilation.X, Groups);

    private protected override Shape Image(Shape input) => Sequence.ToImage(input);

    private protected override Shape FromImage(Shape image) => Sequence.FromImage(image);

    private protected override string Print(Extent2d size) => Sequence.Print(size);

    private protected override string Print(Padding2d padding) => Sequence.Print(padding);
}
