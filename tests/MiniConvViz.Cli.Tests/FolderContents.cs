using System.Security.Cryptography;

namespace MiniConvViz.Cli.Tests;

/// <summary>The contents of a folder and its subfolders, except a run's list of files.</summary>
internal sealed class FolderContents
{
    private const string Temporary = ".miniconvviz-tmp";

    private readonly Dictionary<string, string> _files;

    private FolderContents(Dictionary<string, string> files) => _files = files;

    /// <summary>Finished files, by their paths.</summary>
    public IEnumerable<string> Names => _files.Keys.Where(name => !name.EndsWith(Temporary, StringComparison.Ordinal));

    /// <summary>Temporary files.</summary>
    public IEnumerable<string> Unfinished => _files.Keys.Except(Names);

    public static FolderContents Of(string folder) => new(!Directory.Exists(folder) ? [] : Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) != FileManifest.Name)
        .ToDictionary(
            file => Path.GetRelativePath(folder, file),
            file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))));

    /// <summary>The same files with the same bytes.</summary>
    public bool IsSameAs(FolderContents other) =>
        _files.Count == other._files.Count
        && _files.All(file => other._files.GetValueOrDefault(file.Key) == file.Value);

    /// <summary>Every finished file is one of a complete run, byte for byte.</summary>
    public void AreAmong(FolderContents whole, string when)
    {
        foreach (string name in Names)
        {
            Assert.That(whole._files, Does.ContainKey(name), when);
            Assert.That(_files[name], Is.EqualTo(whole._files[name]), $"{name}, {when}");
        }
    }

    /// <summary>They are exactly the files of a complete run.</summary>
    public void AreAll(FolderContents whole, string when)
    {
        Assert.That(_files.Keys, Is.EquivalentTo(whole._files.Keys), when);
        AreAmong(whole, when);
    }
}
