namespace MiniConvViz.Formats.Zip;

/// <summary>One record of a zip archive, as its central directory describes it.</summary>
/// <param name="Name">The full name: <c>archive/data/0</c>.</param>
/// <param name="Method">0 stored, 8 deflated.</param>
/// <param name="Checksum">The <see cref="Crc32"/> of the bytes after inflating; 0 where it was not computed.</param>
/// <param name="PackedLength">Bytes in the file.</param>
/// <param name="Length">Bytes after inflating.</param>
/// <param name="HeaderPosition">The position of its local header.</param>
internal sealed record ZipEntry(
    string Name, ushort Method, uint Checksum, long PackedLength, long Length, long HeaderPosition);
