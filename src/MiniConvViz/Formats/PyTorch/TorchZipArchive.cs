using MiniConvViz.Formats.Zip;

namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// The records of a zip archive that <c>torch.save</c> wrote, by their names below its one top folder.
/// </summary>
internal sealed class TorchZipArchive
{
    private readonly CheckpointFile _file;
    private readonly ZipRecords _records;
    private readonly string _folder;

    /// <summary>Reads the directory and finds the folder that holds <c>data.pkl</c>.</summary>
    /// <exception cref="UnreadableInputException"> The archive is damaged, would expand beyond the limit, or is
    /// something else.
    /// </exception>
    public TorchZipArchive(CheckpointFile file, ZipRecords records)
    {
        _file = file;
        _records = records;
        _folder = FindFolder();
    }

    /// <summary>Whether <c>torch.jit.save</c> wrote it: a module and its code.</summary>
    public bool IsScript => _records.Names.Any(name => name.EndsWith("/constants.pkl", StringComparison.Ordinal));

    /// <summary>The position of a record's bytes, or null when there is no such record.</summary>
    /// <exception cref="UnreadableInputException">The record's own header contradicts the directory.</exception>
    public StoredBytes? Find(string name) => _records.Find(_folder + name);

    private string FindFolder()
    {
        const string pickle = "data.pkl";
        List<string> folders = [.. _records.Names
            .Where(name => name[(name.IndexOf('/') + 1)..] == pickle)
            .Select(name => name[..^pickle.Length])];
        if (folders is not [string folder])
        {
            throw _file.Error($"is a zip archive with {folders.Count} records called data.pkl, expected one as "
                + $"torch.save writes it; it holds {Quoted.Names(_records.Names)}");
        }

        return folder;
    }
}
