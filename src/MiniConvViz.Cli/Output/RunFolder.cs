namespace MiniConvViz.Cli;

/// <summary>
/// The output folder of a run. It contains the files of one run: a manifest lists them, and the next run that writes
/// there deletes them first. Files that no manifest lists are never overwritten. Several threads may claim files.
/// </summary>
/// <param name="option">The option, for messages.</param>
/// <param name="path">The folder; it is made when the first file is claimed.</param>
/// <param name="always">Files that the run writes last, claimed along with the first.</param>
internal sealed class RunFolder(string option, string path, params IReadOnlyList<string> always) : IDisposable
{
    private const int MostNamed = 3;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _claimed = [];
    private readonly FileManifest _manifest = new(path);

    /// <summary>
    /// Lists files that are about to be written. The first time, once it is sure that they overwrite nothing else, the
    /// files of an earlier run are deleted.
    /// </summary>
    /// <param name="files">Paths in the folder, or in folders in it.</param>
    /// <exception cref="UsageException">Files with those names exist that no run wrote.</exception>
    public void Claim(params IReadOnlyList<string> files)
    {
        lock (_gate)
        {
            bool isFirst = _claimed.Count == 0;
            string[] names = [.. (isFirst ? files.Concat(always) : files).Select(Name).Where(_claimed.Add)];
            if (names.Length == 0)
            {
                return;
            }

            IReadOnlySet<string> earlier = isFirst ? ReadManifest() : new HashSet<string>();
            RefuseForeign([.. names.Where(name => !earlier.Contains(name) && Path.Exists(Path.Combine(path, name)))]);
            FilePath.MakeFolder(option, path);
            try
            {
                if (isFirst)
                {
                    _manifest.Begin(earlier);
                }

                _manifest.Add(names);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                throw new UsageException($"{option} {path}: cannot be written: {problem.Message}");
            }
        }
    }

    /// <summary>Ends the run: another run may write there.</summary>
    public void Dispose() => _manifest.Dispose();

    private IReadOnlySet<string> ReadManifest()
    {
        try
        {
            return _manifest.Read();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} {path}: cannot be written: {problem.Message}");
        }
    }

    private string Name(string file) =>
        Path.GetRelativePath(path, file).Replace(Path.DirectorySeparatorChar, '/');

    private void RefuseForeign(string[] foreign)
    {
        if (foreign.Length > 0)
        {
            string more = foreign.Length > MostNamed ? $" and {foreign.Length - MostNamed} more" : "";
            throw new UsageException(
                $"{option} {path}: {string.Join(", ", foreign.Take(MostNamed))}{more} would be overwritten, and no run "
                + $"of this program wrote them there ({FileManifest.Name}); choose another folder, or move them away.");
        }
    }
}
