using System.Numerics;
using MiniConvViz.Tensors;

namespace MiniConvViz.Formats;

/// <summary>Where the values of a tensor come from: a file, or a computation over other tensors of a file.</summary>
internal interface ITensorSource
{
    /// <summary>The extents, outermost first.</summary>
    Shape Shape { get; }

    /// <summary>How each value is stored; float32 where it is computed.</summary>
    DType DType { get; }

    /// <summary>All values in row-major order.</summary>
    /// <exception cref="UnreadableInputException">
    /// The file is gone, was replaced or cut, or its bytes are damaged.
    /// </exception>
    T[] Read<T>()
        where T : unmanaged, INumberBase<T>;
}
