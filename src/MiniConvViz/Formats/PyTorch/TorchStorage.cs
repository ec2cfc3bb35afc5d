namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// A one-dimensional array of elements under a key, which one or several tensors share. The position of its bytes is
/// known only after the pickle was read.
/// </summary>
/// <param name="Key">Its name in the file: <c>0</c>, <c>94020255495056</c>.</param>
/// <param name="DType">Type of the elements.</param>
/// <param name="Count">The number of elements.</param>
internal sealed record TorchStorage(string Key, DType DType, long Count)
{
    /// <summary>The bytes in the file.</summary>
    public StoredBytes? Bytes { get; set; }

    /// <summary>Its size in bytes.</summary>
    public long ByteLength => Count * DType.ItemSize();
}
