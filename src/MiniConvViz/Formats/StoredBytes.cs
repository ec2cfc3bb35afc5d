namespace MiniConvViz.Formats;

/// <summary>
/// The position of one storage's bytes in a file: stored, or deflated. PyTorch and safetensors do not compress; another
/// zip program may have compressed a checkpoint.
/// </summary>
/// <param name="Start">The first byte in the file.</param>
/// <param name="FileLength">Bytes taken in the file.</param>
/// <param name="Length">Bytes after inflating.</param>
/// <param name="IsDeflated">Whether they are compressed.</param>
/// <param name="Checksum">The <see cref="Crc32"/> of the (inflated) bytes, or null where the format has none.</param>
internal sealed record StoredBytes(long Start, long FileLength, long Length, bool IsDeflated, uint? Checksum)
{
    /// <summary>Stored bytes, not compressed, without a checksum.</summary>
    public StoredBytes(long start, long length)
        : this(start, length, length, IsDeflated: false, Checksum: null)
    {
    }
}
