using System.Numerics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Formats;

/// <summary>The source of a tensor's values: a file, or a computation over other tensors of a file.</summary>
internal interface ITensorSource
{
    /// <summary>The extents, outermost first.</summary>
    Shape Shape { get; }

    /// <summary>The element type in the file; float32 where the values are computed.</summary>
    DType DType { get; }

    /// <summary>All values in row-major order.</summary>
    /// <exception cref="UnreadableInputException"> The file was deleted, replaced or cut short, or its bytes are
    /// damaged.
    /// </exception>
    T[] Read<T>()
        where T : unmanaged, INumberBase<T>;
}
