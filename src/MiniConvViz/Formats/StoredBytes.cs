using System.IO.Compression;

namespace MiniConvViz.Formats;

/// <summary>
/// Where the bytes of one storage lie in a file: as they are, or deflated. PyTorch and safetensors never compress;
/// a checkpoint that went through another zip program may be.
/// </summary>
/// <param name="Start">The first byte in the file.</param>
/// <param name="FileLength">Bytes taken in the file.</param>
/// <param name="Length">Bytes after inflating.</param>
/// <param name="IsDeflated">Whether they are compressed.</param>
internal sealed record StoredBytes(long Start, long FileLength, long Length, bool IsDeflated)
{
    /// <summary>Bytes stored as they are.</summary>
    public StoredBytes(long start, long length)
        : this(start, length, length, IsDeflated: false)
    {
    }

    /// <summary>A stream of the (inflated) bytes from <paramref name="offset"/> on.</summary>
    /// <exception cref="UnreadableInputException">The compressed bytes are damaged or too few.</exception>
    public Stream Open(CheckpointFile file, long offset = 0)
    {
        FileSlice slice = new(file, Start, FileLength);
        if (!IsDeflated)
        {
            slice.Position = offset;
            return slice;
        }

        DeflateStream inflated = new(slice, CompressionMode.Decompress);
        Skip(file, inflated, offset);
        return inflated;
    }

    /// <summary>Fills <paramref name="destination"/> from the stream.</summary>
    /// <exception cref="UnreadableInputException">The compressed bytes are damaged or too few.</exception>
    public static void ReadExactly(CheckpointFile file, Stream stream, Span<byte> destination)
    {
        try
        {
            stream.ReadExactly(destination);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw WrongLength(file);
        }
    }

    /// <summary>Checks that a stream which was read to <see cref="Length"/> has nothing more to give.</summary>
    /// <exception cref="UnreadableInputException">The compressed bytes hold more than the file says.</exception>
    public void CheckEnd(CheckpointFile file, Stream stream)
    {
        try
        {
            if (IsDeflated && stream.ReadByte() >= 0)
            {
                throw WrongLength(file);
            }
        }
        catch (InvalidDataException)
        {
            throw WrongLength(file);
        }
    }

    private static UnreadableInputException WrongLength(CheckpointFile file) =>
        file.Error("a compressed record is damaged, or not as long as the zip directory says; fetch the file again");

    private static void Skip(CheckpointFile file, Stream stream, long count)
    {
        byte[] skipped = new byte[Math.Min(count, 1 << 16)];
        for (long left = count; left > 0; left -= skipped.Length)
        {
            ReadExactly(file, stream, skipped.AsSpan(0, (int)Math.Min(left, skipped.Length)));
        }
    }
}
