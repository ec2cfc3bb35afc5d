using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Steps;

/// <summary>How a value's numbers lie in memory.</summary>
internal enum Layout
{
    /// <summary>Row-major, as its shape says: what users, taps and every device see.</summary>
    Plain,

    /// <summary>In blocks of sixteen channels (<see cref="ChannelBlocks"/>): between steps of the vector code only.</summary>
    Blocked,
}

/// <summary>What follows from a layout.</summary>
internal static class Layouts
{
    /// <summary>Floats that a value takes.</summary>
    public static int Floats(this Layout layout, Shape shape) => layout == Layout.Plain
        ? shape.Count
        : ChannelBlocks.Floats(shape.Batch, shape.Channels, shape.CountOf(2..));

    /// <summary>The axes [N,C,...] that blocks need.</summary>
    public static bool CanBeBlocked(Shape shape) => shape.Rank >= 3;

    /// <summary>One pixel of full blocks: the numbers lie in the same order in both layouts.</summary>
    public static bool IsSameInBoth(Shape shape) =>
        CanBeBlocked(shape) && shape.CountOf(2..) == 1 && shape.Channels % ChannelBlocks.Lanes == 0;
}
