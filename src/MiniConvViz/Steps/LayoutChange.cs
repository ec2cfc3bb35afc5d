using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Steps;

/// <summary>Copies a value into another layout: into blocks of channels, or back into a plain tensor.</summary>
internal static class LayoutChange
{
    /// <summary>The code for it.</summary>
    public static CpuForm To(Layout layout) => layout == Layout.Blocked
        ? new CpuForm(Pack, Layout.Blocked, [Layout.Plain])
        {
            Algorithm = "plain to blocks",
            Explanation = "makes sixteen channels of each pixel contiguous",
            ChangesLayout = true,
        }
        : new CpuForm(Unpack, Layout.Plain, [Layout.Blocked])
        {
            Algorithm = "blocks to plain",
            Explanation = "makes each channel's pixels contiguous again",
            ChangesLayout = true,
        };

    private static void Pack(HostCall call)
    {
        Shape shape = call.OutputShape;
        ChannelBlocksSimd.Pack(
            call.Workers, shape.Batch, shape.Channels, shape.CountOf(2..), call.Input(0), call.Output);
    }

    private static void Unpack(HostCall call)
    {
        Shape shape = call.OutputShape;
        ChannelBlocksSimd.Unpack(
            call.Workers, shape.Batch, shape.Channels, shape.CountOf(2..), call.Input(0), call.Output);
    }
}
