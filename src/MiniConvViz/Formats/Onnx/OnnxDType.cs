namespace MiniConvViz.Formats.Onnx;

/// <summary>ONNX's codes of element types.</summary>
/// <remarks>Source: <c>TensorProto.DataType</c> in onnx.proto</remarks>
internal static class OnnxDType
{
    /// <summary>The type of that code, or null where it is not supported (strings, float8, ...).</summary>
    public static DType? Find(int code) => code switch
    {
        1 => DType.Float32,
        2 => DType.UInt8,
        3 => DType.Int8,
        4 => DType.UInt16,
        5 => DType.Int16,
        6 => DType.Int32,
        7 => DType.Int64,
        9 => DType.Bool,
        10 => DType.Float16,
        11 => DType.Float64,
        12 => DType.UInt32,
        13 => DType.UInt64,
        16 => DType.BFloat16,
        _ => null,
    };

    /// <summary>Whether values of that type can have a fraction.</summary>
    public static bool IsFloating(DType dtype) =>
        dtype is DType.Float32 or DType.Float64 or DType.Float16 or DType.BFloat16;
}
