namespace MiniConvViz.Formats;

/// <summary>The element type of a stored tensor; the names are PyTorch's.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/tensor_attributes.html#torch-dtype</remarks>
public enum DType
{
    /// <summary>IEEE 754, 4 bytes: the type in which networks compute.</summary>
    Float32,

    /// <summary>IEEE 754, 8 bytes.</summary>
    Float64,

    /// <summary>IEEE 754, 2 bytes: 1 sign, 5 exponent, 10 fraction bits.</summary>
    Float16,

    /// <summary>The upper 2 bytes of a float32: 1 sign, 8 exponent, 7 fraction bits.</summary>
    BFloat16,

    /// <summary>Signed, 8 bytes.</summary>
    Int64,

    /// <summary>Signed, 4 bytes.</summary>
    Int32,

    /// <summary>Signed, 2 bytes.</summary>
    Int16,

    /// <summary>Signed, 1 byte.</summary>
    Int8,

    /// <summary>Unsigned, 8 bytes.</summary>
    UInt64,

    /// <summary>Unsigned, 4 bytes.</summary>
    UInt32,

    /// <summary>Unsigned, 2 bytes.</summary>
    UInt16,

    /// <summary>Unsigned, 1 byte.</summary>
    UInt8,

    /// <summary>One byte, 0 or 1.</summary>
    Bool,
}
