namespace MiniConvViz.Formats;

/// <summary>How one number of a stored tensor is written; the names are PyTorch's.</summary>
/// <remarks>Source: https://pytorch.org/docs/stable/tensor_attributes.html#torch-dtype</remarks>
public enum DType
{
    /// <summary>IEEE 754, 4 bytes: what networks compute in.</summary>
    Float32,

    /// <summary>IEEE 754, 8 bytes.</summary>
    Float64,

    /// <summary>IEEE 754, 2 bytes: 1 sign, 5 exponent, 10 fraction bits.</summary>
    Float16,

    /// <summary>The upper 2 bytes of a float32: 1 sign, 8 exponent, 7 fraction bits.</summary>
    BFloat16,

    Int64,
    Int32,
    Int16,
    Int8,
    UInt64,
    UInt32,
    UInt16,
    UInt8,

    /// <summary>One byte, 0 or 1.</summary>
    Bool,
}
