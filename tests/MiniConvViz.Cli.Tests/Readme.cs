using System.Text.RegularExpressions;

namespace MiniConvViz.Cli.Tests;

/// <summary>What README.md shows its readers.</summary>
internal static partial class Readme
{
    private static readonly Lazy<string> Text = new(() => File.ReadAllText(RepositoryFiles.Get("README.md")));

    /// <summary>The program under "As a library".</summary>
    public static string LibraryExample
    {
        get
        {
            int heading = Text.Value.IndexOf("## As a library", StringComparison.Ordinal);
            Assert.That(heading, Is.Positive, "README.md has no heading '## As a library'");
            return Block().Matches(Text.Value[heading..]).First(block => block.Groups["language"].Value == "csharp").Groups["text"].Value;
        }
    }

    /// <summary>Every command line in a block of its own: all lines of the blocks without a language.</summary>
    public static IReadOnlyList<string> CommandLines =>
    [
        .. Block().Matches(Text.Value)
            .Where(block => block.Groups["language"].Value is "" or "sh" or "bash" or "console")
            .SelectMany(block => block.Groups["text"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
    ];

    /// <summary>The words of a command line, quotes taken off.</summary>
    public static string[] WordsOf(string line) => [.. Word().Matches(line).Select(word => word.Value.Trim('"'))];

    [GeneratedRegex("^```(?<language>[a-z]*)\r?\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();
}
