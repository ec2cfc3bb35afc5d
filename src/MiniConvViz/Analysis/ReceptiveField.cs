using MiniConvViz.Networks;
using MiniConvViz.Ops;

namespace MiniConvViz.Analysis;

/// <summary>
/// The patch of the input image that one number of a node's output can see.
/// <code>size_out = size_in + (kernel - 1) * dilation * jump_in;   jump_out = jump_in * stride</code>
/// where the jump is the distance in image pixels between neighbouring outputs. Where branches join, the largest
/// counts.
/// </summary>
/// <param name="Height">Pixels of the image along y.</param>
/// <param name="Width">Pixels of the image along x.</param>
/// <param name="JumpY">Image pixels between neighbouring rows of the output.</param>
/// <param name="JumpX">Image pixels between neighbouring columns of the output.</param>
/// <param name="WholeImage">The node mixes all positions (global pooling, Linear), so every number sees
/// everything.</param>
/// <remarks>Source: Araujo et al. 2019, https://distill.pub/2019/computing-receptive-fields</remarks>
public readonly record struct ReceptiveField(int Height, int Width, int JumpY, int JumpX, bool WholeImage)
{
    /// <summary>The field of every node, in the order of <see cref="Network.Nodes"/>.</summary>
    public static ReceptiveField[] Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        ReceptiveField[] fields = new ReceptiveField[network.Nodes.Count];
        foreach (Node node in network.Nodes)
        {
            ReceptiveField widest = new(1, 1, 1, 1, false);
            foreach (Node input in node.Inputs)
            {
                widest = Widest(widest, fields[input.Index]);
            }

            fields[node.Index] = node.Operator is AdaptiveAvgPool2d or Linear
                ? widest with { WholeImage = true }
                : widest.Through(node.Operator.Window);
        }

        return fields;
    }

    /// <summary><c>43x43</c>, or <c>image</c> where everything is seen.</summary>
    public override string ToString() => WholeImage ? "image" : $"{Height}x{Width}";

    private ReceptiveField Through(Window? window) => window is not Window patch ? this : new ReceptiveField(
        Height + ((patch.Kernel.Y - 1) * patch.Dilation.Y * JumpY),
        Width + ((patch.Kernel.X - 1) * patch.Dilation.X * JumpX),
        JumpY * patch.Stride.Y,
        JumpX * patch.Stride.X,
        WholeImage);

    private static ReceptiveField Widest(ReceptiveField a, ReceptiveField b) => new(
        Math.Max(a.Height, b.Height),
        Math.Max(a.Width, b.Width),
        Math.Max(a.JumpY, b.JumpY),
        Math.Max(a.JumpX, b.JumpX),
        a.WholeImage || b.WholeImage);
}
