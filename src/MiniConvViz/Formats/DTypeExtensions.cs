namespace MiniConvViz.Formats;

/// <summary>Name and size of each <see cref="DType"/>.</summary>
public static class DTypeExtensions
{
    /// <summary>PyTorch's name without the <c>torch.</c>: <c>float32</c>, <c>bfloat16</c>, <c>int64</c>.</summary>
    public static string Name(this DType dtype) => dtype.ToString().ToLowerInvariant();

    /// <summary>Bytes per element, 1 to 8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of <see cref="DType"/>.</exception>
    public static int ItemSize(this DType dtype) => dtype switch
    {
        DType.Float64 or DType.Int64 or DType.UInt64 => 8,
        DType.Float32 or DType.Int32 or DType.UInt32 => 4,
        DType.Float16 or DType.BFloat16 or DType.Int16 or DType.UInt16 => 2,
        DType.Int8 or DType.UInt8 or DType.Bool => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "Not a DType."),
    };
}
