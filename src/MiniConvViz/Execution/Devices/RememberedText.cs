using System.Security.Cryptography;
using System.Text;

namespace MiniConvViz.Execution;

/// <summary>
/// A small text that the program keeps from one process to the next, in a file named after its key. The file may be
/// deleted at any time. A file that cannot be read counts as missing, and a failure to write is ignored.
/// </summary>
/// <param name="folder">The folder of the file.</param>
/// <param name="key">The key, of any length and any characters.</param>
internal sealed class RememberedText(string folder, string key)
{
    /// <summary>The file.</summary>
    public string Path { get; } = System.IO.Path.Combine(
        folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16] + ".txt");

    /// <summary>The text; null where there is no file.</summary>
    public string? Read()
    {
        try
        {
            return File.ReadAllText(Path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Replaces the whole text.</summary>
    public void Write(string text)
    {
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(Path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or UnwritableOutputException)
        {
            // The file cannot be written: the next process starts without it.
        }
    }
}
