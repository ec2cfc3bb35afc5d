using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Steps;

/// <summary>The layout of a value's elements in memory.</summary>
internal enum Layout
{
    /// <summary>Row-major, in the order of its shape: the layout for users, taps and every device.</summary>
    Plain,

    /// <summary>
    /// In blocks of sixteen channels (<see cref="ChannelBlocks"/>): used between steps of the vector code only.
    /// </summary>
    Blocked,
}

/// <summary>Properties of a layout.</summary>
internal static class Layouts
{
    /// <summary>The number of floats of a value in this layout.</summary>
    public static int Floats(this Layout layout, Shape shape) => layout == Layout.Plain
        ? shape.Count
        : ChannelBlocks.Floats(shape.Batch, shape.Channels, shape.CountOf(2..));

    /// <summary>Whether the shape has the axes [N,C,...] that blocks need.</summary>
    public static bool CanBeBlocked(Shape shape) => shape.Rank >= 3;

    /// <summary>Whether both layouts have the same order: one pixel, and full blocks.</summary>
    public static bool IsSameInBoth(Shape shape) =>
        CanBeBlocked(shape) && shape.CountOf(2..) == 1 && shape.Channels % ChannelBlocks.Lanes == 0;
}
