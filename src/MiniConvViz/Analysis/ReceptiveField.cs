using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// The part of the input image on which one output value of a node depends.
/// <code>size_out = size_in + (kernel - 1) * dilation * jump_in;   jump_out = jump_in * stride</code>
/// where the jump is the distance in image pixels between neighbouring outputs. Where branches join, the largest
/// counts. After an operator that enlarges images the jump is divided by the scale, and the size is an upper bound: the
/// pixels that neighbours share depend on their position.
/// </summary>
/// <param name="Height">Pixels of the image along y.</param>
/// <param name="Width">Pixels of the image along x.</param>
/// <param name="JumpY">Image pixels between neighbouring rows of the output.</param>
/// <param name="JumpX">Image pixels between neighbouring columns of the output.</param>
/// <param name="WholeImage">The node mixes all positions (global pooling, Linear), so every value depends on the whole
/// image.</param>
/// <remarks>Source: Araujo et al. 2019, https://distill.pub/2019/computing-receptive-fields</remarks>
public readonly record struct ReceptiveField(
    double Height, double Width, double JumpY, double JumpX, bool WholeImage)
{
    /// <summary>The field of every node, in the order of <see cref="Network.Nodes"/>.</summary>
    public static ReceptiveField[] Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Shape[] shapes = network.InferShapes(network.ExampleShapes);
        PositionAxes[] axes = PositionAxes.Of(network, shapes);
        ReceptiveField[] fields = new ReceptiveField[network.Nodes.Count];
        foreach (Node node in network.Nodes)
        {
            // A constant has no position in the image: where it is an input, the other branch's jump counts.
            int jump = node.Operator is Input ? 1 : 0;
            ReceptiveField widest = new(1, 1, jump, jump, false);
            foreach (Node input in node.ValueInputs)
            {
                widest = Widest(widest, fields[input.Index]);
            }

            IEnumerable<Node> images = node.ValueInputs.Where(input => input.Operator is not Constant);
            fields[node.Index] = images.Any(input => axes[input.Index].AreMixedBy(node, shapes))
                ? widest with { WholeImage = true }
                : node.ValueInputs.FirstOrDefault() is Node first
                    ? widest.Through(node.Operator, axes[first.Index], shapes[first.Index], shapes[node.Index])
                    : widest;
        }

        return fields;
    }

    /// <summary><c>43x43</c>, or <c>image</c> where it is the whole image.</summary>
    public override string ToString() =>
        WholeImage ? "image" : $"{Math.Floor(Height)}x{Math.Floor(Width)}";

    private ReceptiveField Through(Operator @operator, PositionAxes axes, Shape input, Shape output) => @operator switch
    {
        ConvTranspose2d c => Through(new Window(c.Kernel, 1, 0, c.Dilation), 1.0 / c.Stride.Y, 1.0 / c.Stride.X),
        ConvTranspose3d c => Through(
            new Window(c.Kernel.Plane, 1, 0, c.Dilation.Plane), 1.0 / c.Stride.Y, 1.0 / c.Stride.X),
        Upsample or PixelShuffle or PixelUnshuffle => Resized(
            @operator is Upsample upsample ? Taps(upsample.Rule.Mode) : 1,
            PositionAxes.Scale(axes.Y, input, output),
            PositionAxes.Scale(axes.X, input, output)),
        Slice slice => this with
        {
            JumpY = JumpY * slice.StepAlong(axes.Y, input.Rank),
            JumpX = JumpX * slice.StepAlong(axes.X, input.Rank),
        },
        _ => @operator.Window is Window window ? Through(window, 1, 1) : this,
    };

    /// <summary>A window over an image with zeros inserted between its pixels.</summary>
    private ReceptiveField Through(Window window, double apartY, double apartX) => new(
        Height + ((window.Kernel.Y - 1) * window.Dilation.Y * JumpY * apartY),
        Width + ((window.Kernel.X - 1) * window.Dilation.X * JumpX * apartX),
        JumpY * apartY * window.Stride.Y,
        JumpX * apartX * window.Stride.X,
        WholeImage);

    /// <summary>Each output combines some neighbours, and a neighbouring output may depend on the next pixel.</summary>
    private ReceptiveField Resized(int taps, double scaleY, double scaleX) => new(
        Height + (JumpY * (scaleY == 1 ? 0 : taps - 1 + Uneven(scaleY))),
        Width + (JumpX * (scaleX == 1 ? 0 : taps - 1 + Uneven(scaleX))),
        JumpY / scaleY,
        JumpX / scaleX,
        WholeImage);

    /// <summary>
    /// The growth of the field beyond the distance of outputs, in pixels of the input: m neighbours of an image
    /// enlarged s times depend on at most (m - 1) / s + (s - 1) / s + 1 of its pixels, rounded down. An output of a
    /// reduced image is one of 1/s pixels.
    /// </summary>
    private static double Uneven(double scale) =>
        scale < 1 ? (1 / scale) - 1
        : scale == Math.Round(scale) ? (scale - 1) / scale
        : 1;

    private static int Taps(ResizeMode mode) => mode switch
    {
        ResizeMode.Nearest => 1,
        ResizeMode.Linear => 2,
        _ => 4,
    };

    private static ReceptiveField Widest(ReceptiveField a, ReceptiveField b) => new(
        Math.Max(a.Height, b.Height),
        Math.Max(a.Width, b.Width),
        Math.Max(a.JumpY, b.JumpY),
        Math.Max(a.JumpX, b.JumpX),
        a.WholeImage || b.WholeImage);
}
