namespace MiniConvViz.Formats.Numpy;

/// <summary>The element type of an array: NumPy's <c>descr</c>, such as <c>&lt;f4</c>.</summary>
internal sealed record NpyType(DType DType, bool IsBigEndian)
{
    /// <summary>Reads a byte order, a kind and a size.</summary>
    /// <exception cref="FormatException"> It is no supported element type: objects, texts, complex numbers, structures.
    /// </exception>
    public static NpyType Parse(string descr)
    {
        DType? dtype = descr is ['<' or '>' or '|' or '=', ..] ? Number(descr[1..]) : null;
        return dtype is DType known
            ? new NpyType(known, descr[0] == '>')
            : throw new FormatException($"its type is {Quoted.Name(descr)}, which is not supported; expected floating "
                + "or whole numbers or bool: save array.astype('float32')");
    }

    private static DType? Number(string kind) => kind switch
    {
        "f4" => DType.Float32,
        "f8" => DType.Float64,
        "f2" => DType.Float16,
        "i8" => DType.Int64,
        "i4" => DType.Int32,
        "i2" => DType.Int16,
        "i1" => DType.Int8,
        "u8" => DType.UInt64,
        "u4" => DType.UInt32,
        "u2" => DType.UInt16,
        "u1" => DType.UInt8,
        "b1" => DType.Bool,
        _ => null,
    };
}
