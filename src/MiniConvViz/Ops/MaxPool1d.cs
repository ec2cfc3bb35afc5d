using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The largest value of every window of a sequence; padding counts as minus infinity, NaN as the largest value.
/// <code>output[n,c,x] = max over kx of input[n,c,x*stride-padding+kx*dilation]</code>
/// Shapes: <c>input [N,C,L]</c>, <c>output [N,C,OL]</c>.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html</remarks>
public sealed class MaxPool1d : MaxPool2d
{
    /// <summary>
    /// A stride of null means the kernel's size, as in PyTorch; only the columns of the padding are used.
    /// </summary>
    public MaxPool1d(
        int kernel, int? stride = null, Padding2d padding = default, int dilation = 1, bool ceilMode = false)
        : base((1, kernel), (1, stride ?? kernel), Sequence.AlongX(padding), (1, dilation), ceilMode)
    {
    }

    internal override MaxPool1d With(Padding2d padding, bool ceilMode) =>
        new(Kernel.X, Stride.X, padding, Dilation.X, ceilMode);

    private protected override Shape Image(Shape input) => Sequence.ToImage(input);

    private protected override Shape FromImage(Shape image) => Sequence.FromImage(image);

    private protected override string Print(Extent2d size) => Sequence.Print(size);

    private protected override string Print(Padding2d padding) => Sequence.Print(padding);
}
