namespace MiniConvViz.Formats;

/// <summary>
/// The identity of a file when its index was read; its tensors are read later, and only from the unchanged file.
/// </summary>
internal sealed record FileStamp(string Path, long Length, DateTime LastWriteUtc)
{
    /// <summary>Opens the file again.</summary>
    /// <exception cref="UnreadableInputException">It was deleted or replaced since.</exception>
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
