using MiniConvViz.Fuzz.Running;

namespace MiniConvViz.Fuzz.Seeds;

/// <summary>What fuzzing begins with.</summary>
internal static class Seed
{
    /// <summary>
    /// The files of a format in the kept corpus and in the one that grows, the shortest first; and small networks, one
    /// for each operator.
    /// </summary>
    public static IEnumerable<byte[]> All(string format, string corpus, string? grown)
    {
        string[] roots = grown is null ? [corpus] : [corpus, grown];
        string[] folders = [.. roots.Select(root => Path.Combine(root, format))];
        IReadOnlyList<byte[]> files = Corpus.Read(folders);
        IEnumerable<byte[]> own = format == "onnx" ? OnnxSeeds.All() : [];
        byte[][] all = [.. own.Concat(files).OrderBy(input => input.Length)];
        return all.Length > 0 ? all
            : throw new DirectoryNotFoundException($"{folders[0]}: is no corpus; give one with --corpus");
    }
}
