namespace MiniConvViz.Cli;

/// <summary>The input of one run of the network, and the path of its output.</summary>
internal sealed record RunTarget(IInputSource Source, string Path)
{
    /// <summary>
    /// A single run has the output path itself; of several, each has a path in it, named after its file.
    /// </summary>
    public static IReadOnlyList<RunTarget> For(
        IReadOnlyList<IInputSource> sources, string output, string extension = "")
    {
        if (sources.Count == 1)
        {
            return [new RunTarget(sources[0], output)];
        }

        HashSet<string> taken = new(["index.html", "index.json"], StringComparer.OrdinalIgnoreCase);
        List<RunTarget> targets = [];
        foreach (IInputSource source in sources)
        {
            // "...png" is a legal file name, but ".." as a folder would lead out of the output folder.
            string stem = source.Stem is "." or ".." ? "_" + source.Stem : source.Stem;
            string name = stem;
            for (int repeat = 1; !taken.Add(name); repeat++)
            {
                name = $"{stem}_{repeat}";
            }

            targets.Add(new RunTarget(source, System.IO.Path.Combine(output, name + extension)));
        }

        return targets;
    }
}
