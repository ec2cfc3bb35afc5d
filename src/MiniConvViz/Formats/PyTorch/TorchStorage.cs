namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// A flat run of numbers under a key; one or several tensors look into it. Where its bytes lie is known only after the
/// pickle has been read.
/// </summary>
/// <param name="Key">Its name in the file: <c>0</c>, <c>94020255495056</c>.</param>
/// <param name="DType">Type of the numbers.</param>
/// <param name="Count">How many numbers.</param>
internal sealed record TorchStorage(string Key, DType DType, long Count)
{
    /// <summary>The bytes in the file.</summary>
    public StoredBytes? Bytes { get; set; }

    /// <summary>Bytes it takes.</summary>
    public long ByteLength => Count * DType.ItemSize();
}
