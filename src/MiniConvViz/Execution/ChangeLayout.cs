using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// Lays a value out anew: into blocks of channels, or back for a tap or an operator that reads plain images. Exists only
/// inside a plan of the vector code.
/// </summary>
internal sealed class ChangeLayout(Layout to) : Operator
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => ExpectOne(inputs);

    /// <summary>The one way to run it.</summary>
    public CpuForm Form() => to == Layout.Blocked
        ? new CpuForm(RunCpu, Layout.Blocked, [Layout.Plain])
        {
            Algorithm = "plain to blocks",
            Explanation = "lays sixteen channels of each pixel side by side",
        }
        : new CpuForm(RunCpu, Layout.Plain, [Layout.Blocked])
        {
            Algorithm = "blocks to plain",
            Explanation = "lays each channel's pixels side by side again",
        };

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    internal override void RunReference(HostCall call) =>
        throw new InvalidOperationException("The reference device knows one layout.");

    internal override void RunCpu(HostCall call)
    {
        Shape shape = call.OutputShape;
        (int batch, int channels, int pixels) = (shape.Batch, shape.Channels, shape.CountOf(2..));
        if (to == Layout.Blocked)
        {
            ChannelBlocksSimd.Pack(call.Workers, batch, channels, pixels, call.Input(0), call.Output);
        }
        else
        {
            ChannelBlocksSimd.Unpack(call.Workers, batch, channels, pixels, call.Input(0), call.Output);
        }
    }

    internal override void RunGpu(GpuCall call) =>
        throw new InvalidOperationException("GPUs know one layout.");
}
