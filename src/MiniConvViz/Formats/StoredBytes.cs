namespace MiniConvViz.Formats;

/// <summary>
/// Where the bytes of one storage lie in a file: as they are, or deflated. PyTorch and safetensors never compress;
/// a checkpoint that went through another zip program may be.
/// </summary>
/// <param name="Start">The first byte in the file.</param>
/// <param name="FileLength">Bytes taken in the file.</param>
/// <param name="Length">Bytes after inflating.</param>
/// <param name="IsDeflated">Whether they are compressed.</param>
/// <param name="Checksum">The <see cref="Crc32"/> of the (inflated) bytes, or null where the format keeps none.</param>
internal sealed record StoredBytes(long Start, long FileLength, long Length, bool IsDeflated, uint? Checksum)
{
    /// <summary>Bytes stored as they are, without a checksum.</summary>
    public StoredBytes(long start, long length)
        : this(start, length, length, IsDeflated: false, Checksum: null)
    {
    }
}
