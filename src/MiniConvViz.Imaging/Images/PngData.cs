using System.Buffers.Binary;
using System.IO.Compression;

namespace MiniConvViz.Imaging;

/// <summary>
/// The compressed rows of a PNG file: chunks IDAT, each with its length, its type, bytes and a checksum; their bytes
/// form one zlib stream.
/// </summary>
internal static class PngData
{
    private const int FirstChunk = 8;
    private const int ChunkOverhead = 12;

    /// <summary>
    /// Whether there are as many compressed rows as the header claims. They are counted 64 KB at a time and never kept.
    /// </summary>
    public static bool IsWhole(ArraySegment<byte> file)
    {
        long expected = RowBytes(file) * PngHeader.Height(file);
        using MemoryStream compressed = Compressed(file);
        using ZLibStream rows = new(compressed, CompressionMode.Decompress);
        byte[] some = new byte[64 * 1024];
        try
        {
            int count = some.Length;
            while (expected > 0 && count > 0)
            {
                count = rows.Read(some);
                expected -= count;
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException)
        {
            return false; // zlib throws IOException where the stream requires a dictionary, which no PNG has
        }

        return expected <= 0;
    }

    /// <summary>
    /// Bytes of one row without its filter byte; the passes of an interlaced image have at least as many.
    /// </summary>
    private static long RowBytes(ReadOnlySpan<byte> file)
    {
        int samples = file[PngHeader.ColorType] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        return ((long)PngHeader.Width(file) * samples * file[PngHeader.BitDepth]) / 8;
    }

    private static MemoryStream Compressed(ReadOnlySpan<byte> file)
    {
        MemoryStream compressed = new();
        long at = FirstChunk;
        while (at + ChunkOverhead <= file.Length)
        {
            ReadOnlySpan<byte> chunk = file[(int)at..];
            uint length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (chunk.Slice(4, 4).SequenceEqual("IDAT"u8))
            {
                compressed.Write(chunk.Slice(8, (int)Math.Min(length, chunk.Length - 8)));
            }

            at += ChunkOverhead + (long)length;
        }

        compressed.Position = 0;
        return compressed;
    }
}
