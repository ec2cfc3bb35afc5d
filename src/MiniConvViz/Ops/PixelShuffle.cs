using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Rearranges channels into pixels (depth to space): every r*r channels become the pixels of r x r blocks.
/// <code>output[n, c, y*r + dy, x*r + dx] = input[n, (c*r + dy)*r + dx, y, x]</code>
/// Shapes: <c>input [N,C*r*r,H,W]</c> or without N, <c>output [N,C,H*r,W*r]</c>.
/// </summary>
/// <remarks>
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.PixelShuffle.html and
/// https://onnx.ai/onnx/operators/onnx__DepthToSpace.html
/// </remarks>
public sealed class PixelShuffle(int upscaleFactor, PixelOrder order = PixelOrder.ChannelFirst) : StridedOperator
{
    /// <summary>The largest block for which its number of pixels times any extent of its image is an int.</summary>
    private const int LargestBlock = 1 << 15;

    /// <inheritdoc/>
    public override string Attributes =>
        $"upscale_factor={upscaleFactor}" + (order == PixelOrder.ChannelLast ? ", order=channel_last" : "");

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        int block = upscaleFactor;
        return block is > 0 and <= LargestBlock && input.Rank >= 3 && input[^3] % (block * block) == 0
            ? [.. input.Extents[..^3], input[^3] / (block * block), input[^2] * block, input[^1] * block]
            : throw new ShapeException(
                $"expected an input [N,C,H,W] with C a multiple of upscale_factor={block} squared, got {input}");
    }

    private protected override StridedView View(ReadOnlySpan<Shape> inputs)
    {
        Shape input = inputs[0];
        int block = upscaleFactor;
        int images = Shape.Create(input.Extents[..^3]).Count;
        int channels = input[^3] / (block * block);

        // The channels are split, then each part of the block moves after the axis that it refines: [N, C, H, dy, W,
        // dx].
        return order == PixelOrder.ChannelFirst
            ? StridedView.Whole([images, channels, block, block, input[^2], input[^1]]).Permute([0, 1, 4, 2, 5, 3])
            : StridedView.Whole([images, block, block, channels, input[^2], input[^1]]).Permute([0, 3, 4, 1, 5, 2]);
    }
}
