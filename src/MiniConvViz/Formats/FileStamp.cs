namespace MiniConvViz.Formats;

/// <summary>
/// A file as it was when its index was read; its tensors are read later, and only from that same file.
/// </summary>
internal sealed record FileStamp(string Path, long Length, DateTime LastWriteUtc)
{
    /// <summary>Opens the file again.</summary>
    /// <exception cref="UnreadableInputException">It is gone, or was replaced since.</exception>
    public CheckpointFile Reopen()
    {
        CheckpointFile file = CheckpointFile.Open(Path);
        if (file.Stamp == this)
        {
            return file;
        }

        file.Dispose();
        throw new UnreadableInputException($"{Path}: the file changed while it was in use; read it again");
    }
}
