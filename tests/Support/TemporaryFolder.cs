namespace MiniConvViz.Tests;

/// <summary>A folder of one test's own, deleted with everything in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("miniconvviz-");

    /// <summary>Its path.</summary>
    public string Root => _folder.FullName;

    /// <summary>The path of a file in it, which need not exist.</summary>
    public string File(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Names of all files in it.</summary>
    public IReadOnlyList<string> Names => [.. _folder.EnumerateFileSystemInfos().Select(file => file.Name)];

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        string path = File(name);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
