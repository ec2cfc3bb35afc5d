using Microsoft.Win32.SafeHandles;

namespace MiniConvViz.Formats;

/// <summary>
/// An opened file of weights: bytes at a position, and errors that begin with its path. Nothing is mapped or locked;
/// several threads may read through one instance.
/// </summary>
internal sealed class CheckpointFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private CheckpointFile(FileStamp stamp, SafeFileHandle handle)
    {
        Stamp = stamp;
        _handle = handle;
    }

    /// <summary>The identity of the open file, so that it can be opened again later.</summary>
    public FileStamp Stamp { get; }

    /// <summary>Bytes in the file when it was opened.</summary>
    public long Length => Stamp.Length;

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="UnreadableInputException">
    /// There is no such file, it is a folder, a pipe or a device, or it may not be read.
    /// </exception>
    public static CheckpointFile Open(string path)
    {
        if (path.Length == 0)
        {
            throw new UnreadableInputException("an empty path names no file");
        }

        return ReadableFile.Read(path, ifFolder: "this is a folder; give the weights file inside it", static file =>
        {
            SafeFileHandle handle = File.OpenHandle(file);
            FileStamp stamp = new(file, RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle));
            return new CheckpointFile(stamp, handle);
        });
    }

    /// <summary>Reads up to <c>destination.Length</c> bytes; fewer only at the end of the file.</summary>
    public int Read(long position, Span<byte> destination)
    {
        try
        {
            int total = 0;
            while (total < destination.Length)
            {
                int count = RandomAccess.Read(_handle, destination[total..], position + total);
                if (count == 0)
                {
                    break;
                }

                total += count;
            }

            return total;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException($"{Stamp.Path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads exactly <c>destination.Length</c> bytes.</summary>
    /// <param name="position">The first byte, counted from the start of the file.</param>
    /// <param name="destination">Receives the bytes.</param>
    /// <param name="what">What is being read, for the message: <c>the header</c>.</param>
    /// <exception cref="UnreadableInputException">The file ends too early.</exception>
    public void ReadExactly(long position, Span<byte> destination, string what)
    {
        if (Read(position, destination) < destination.Length)
        {
            throw Error($"ends in the middle of {what}: expected {destination.Length} bytes at byte {position} "
                + $"but the file has {Length}; it is cut short, fetch it again");
        }
    }

    /// <summary>An exception whose line begins with the path.</summary>
    public UnreadableInputException Error(string message, Remedy remedy = Remedy.None) =>
        new($"{Stamp.Path}: {message}") { Remedy = remedy };

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();
}
