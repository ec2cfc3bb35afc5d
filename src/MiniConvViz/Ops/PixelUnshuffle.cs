using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Rearranges pixels into channels (space to depth), the inverse of <see cref="PixelShuffle"/>: the pixels of r x r
/// blocks become channels.
/// <code>output[n, (c*r + dy)*r + dx, y, x] = input[n, c, y*r + dy, x*r + dx]</code>
/// Shapes: <c>input [N,C,H*r,W*r]</c> or without N, <c>output [N,C*r*r,H,W]</c>.
/// </summary>
/// <remarks>
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.PixelUnshuffle.html and
/// https://onnx.ai/onnx/operators/onnx__SpaceToDepth.html
/// </remarks>
public sealed class PixelUnshuffle(int downscaleFactor, PixelOrder order = PixelOrder.ChannelFirst) : StridedOperator
{
    /// <inheritdoc/>
    public override string Attributes =>
        $"downscale_factor={downscaleFactor}" + (order == PixelOrder.ChannelLast ? ", order=channel_last" : "");

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        int block = downscaleFactor;
        return block > 0 && input.Rank >= 3 && input[^2] % block == 0 && input[^1] % block == 0
            && (long)input[^3] * block * block <= int.MaxValue
            ? [.. input.Extents[..^3], input[^3] * block * block, input[^2] / block, input[^1] / block]
            : throw new ShapeException(
                $"expected an input [N,C,H,W] with H and W multiples of downscale_factor={block}, got {input}");
    }

    private protected override StridedView View(ReadOnlySpan<Shape> inputs)
    {
        Shape input = inputs[0];
        int block = downscaleFactor;
        int images = Shape.Create(input.Extents[..^3]).Count;
        StridedView blocks = StridedView.Whole(
            [images, input[^3], input[^2] / block, block, input[^1] / block, block]);

        // The axes are [N, C, H, dy, W, dx]; the axes within a block move before the image's axes.
        return blocks.Permute(order == PixelOrder.ChannelFirst ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4]);
    }
}
