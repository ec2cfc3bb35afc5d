namespace MiniConvViz.Formats.SafeTensors;

/// <summary>The names of element types in safetensors.</summary>
/// <remarks>Source: https://github.com/huggingface/safetensors, <c>safetensors/src/tensor.rs</c>, enum Dtype.</remarks>
internal static class SafeTensorsDType
{
    /// <summary>The type with the name <paramref name="text"/>.</summary>
    /// <exception cref="FormatException">
    /// It is unknown, or known but not supported here (8-bit floats and smaller, complex).
    /// </exception>
    public static DType Parse(string tensorName, string text) => text switch
    {
        "F32" => DType.Float32,
        "F64" => DType.Float64,
        "F16" => DType.Float16,
        "BF16" => DType.BFloat16,
        "I64" => DType.Int64,
        "I32" => DType.Int32,
        "I16" => DType.Int16,
        "I8" => DType.Int8,
        "U64" => DType.UInt64,
        "U32" => DType.UInt32,
        "U16" => DType.UInt16,
        "U8" => DType.UInt8,
        "BOOL" => DType.Bool,
        _ => throw new FormatException($"{Quoted.Name(tensorName)} has the dtype {Quoted.Name(text)}, which is not "
            + "supported; "
            + "expected F64, F32, F16, BF16, BOOL or a whole-number type: convert it with .float() before saving"),
    };
}
