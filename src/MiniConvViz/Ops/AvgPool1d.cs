using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The mean of every window of a sequence.
/// <code>output[n,c,x] = (sum of the window) / divisor</code>
/// where the divisor is the window's size with padding (<c>count_include_pad</c>) or without it.
/// Shapes: <c>input [N,C,L]</c>, <c>output [N,C,OL]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html</remarks>
public sealed class AvgPool1d : AvgPool2d
{
    /// <summary>
    /// A stride of null means the kernel's size, as in PyTorch; only the columns of the padding are used.
    /// </summary>
    public AvgPool1d(
        int kernel,
        int? stride = null,
        Padding2d padding = default,
        bool ceilMode = false,
        bool countIncludePad = true)
        : base((1, kernel), (1, stride ?? kernel), Sequence.AlongX(padding), ceilMode, countIncludePad)
    {
    }

    internal override AvgPool1d With(Padding2d padding, bool ceilMode, bool countIncludePad) =>
        new(Kernel.X, Stride.X, padding, ceilMode, countIncludePad);

    private protected override Shape Image(Shape input) => Sequence.ToImage(input);

    private protected override Shape FromImage(Shape image) => Sequence.FromImage(image);

    private protected override string Print(Extent2d size) => Sequence.Print(size);

    private protected override string Print(Padding2d padding) => Sequence.Print(padding);
}
