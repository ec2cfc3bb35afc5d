using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>The file of <c>--classes</c>: one class name per line, in the order of the network's outputs.</summary>
internal static class ClassNames
{
    private const int LongestFile = 1 << 24;

    /// <summary>Reads the names, one for each output.</summary>
    /// <exception cref="UsageException">The file cannot be read, or holds more or fewer names.</exception>
    public static IReadOnlyList<string> Read(string given, Network network)
    {
        string file = FilePath.Of("--classes", given);
        string[] names = Lines(file, given);
        Shape output = network.InferShapes(network.ExampleShapes)[network.Output.Index];
        int expected = output.Rank == 2 ? output.Channels : 0;
        return names.Length == expected ? names : throw new UsageException(
            expected == 0
                ? $"--classes {given}: {network.Name} ends in values {output}, which are no classes; leave it out."
                : $"--classes {given}: has {names.Length} lines, expected {expected}: one class name a line, in the "
                    + $"order of {network.Name}'s outputs.");
    }

    private static string[] Lines(string file, string given)
    {
        try
        {
            FileInfo info = new(file);
            return !info.Exists ? throw new UsageException($"--classes {given}: no such file.")
                : info.Length > LongestFile ? throw new UsageException(
                    $"--classes {given}: has {info.Length} bytes, expected a text file with one class name a line.")
                : [.. File.ReadAllText(file).TrimEnd().ReplaceLineEndings("\n").Split('\n').Select(Clean)];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--classes {given}: cannot be read: {problem.Message}");
        }
    }

    private static string Clean(string line) => PrintableText.Line(line.Trim());
}
