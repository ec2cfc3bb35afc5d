using System.Security.Cryptography;
using System.Text;

namespace MiniConvViz.Execution;

/// <summary>
/// A small text that the program keeps from one process to the next, in a file named after what it is about. The file
/// may be deleted at any time: what cannot be read was never written, and what cannot be written is forgotten.
/// </summary>
/// <param name="folder">Where the file lies.</param>
/// <param name="key">What the text is about; any length, any characters.</param>
internal sealed class RememberedText(string folder, string key)
{
    /// <summary>The file.</summary>
    public string Path { get; } = System.IO.Path.Combine(
        folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16] + ".txt");

    /// <summary>The text; null where there is none.</summary>
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

    /// <summary>Replaces the text as a whole.</summary>
    public void Write(string text)
    {
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(Path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or UnreadableInputException)
        {
            // Nowhere to write: the next process starts anew.
        }
    }
}
