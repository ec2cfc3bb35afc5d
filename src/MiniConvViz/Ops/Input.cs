using MiniConvViz.Execution;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>The place where the image enters: torchvision calls this node <c>x</c>.</summary>
public sealed class Input : Operator
{
    /// <summary>
    /// An input of C channels; H and W are the size that shapes are checked with when a network is built.
    /// </summary>
    public Input(int channels, int height, int width) => ExampleShape = [1, channels, height, width];

    /// <summary>One image of the size the network was trained on.</summary>
    public Shape ExampleShape { get; }

    /// <inheritdoc/>
    public override string Attributes => $"{ExampleShape.Channels}, {ExampleShape.Height}, {ExampleShape.Width}";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        return input.Rank == 4 && input.Channels == ExampleShape.Channels && input.Count > 0
            ? input
            : throw new ShapeException($"expected an input [N,{ExampleShape.Channels},H,W], got {input}");
    }

    internal override void RunReference(HostCall call) =>
        throw new InvalidOperationException("An input is given, not run.");

    internal override void RunCpu(HostCall call) => RunReference(call);

    internal override void RunGpu(GpuCall call) => throw new InvalidOperationException("An input is given, not run.");
}
