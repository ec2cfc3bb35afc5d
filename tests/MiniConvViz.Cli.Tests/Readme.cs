using System.Text.RegularExpressions;

namespace MiniConvViz.Cli.Tests;

/// <summary>The examples of README.md and of the pages for users.</summary>
internal static partial class Readme
{
    private static readonly Lazy<string> Text = new(() => File.ReadAllText(RepositoryFiles.Get("README.md")));

    private static readonly string[] Pages =
        ["README.md", .. PageNames.Select(page => $"docs/{page}.md")];

    private static string[] PageNames =>
        ["pictures", "checkpoints", "weights", "onnx", "your-own-network", "commands", "library"];

    /// <summary>The program under "As a library".</summary>
    public static string LibraryExample
    {
        get
        {
            int heading = Text.Value.IndexOf("## As a library", StringComparison.Ordinal);
            Assert.That(heading, Is.Positive, "README.md has no heading '## As a library'");
            return Blocks(Text.Value[heading..], "csharp").First();
        }
    }

    /// <summary>Every command line of the pages: all lines of the blocks without a language, each once.</summary>
    public static IReadOnlyList<string> CommandLines =>
    [
        .. Pages.SelectMany(page => Blocks(File.ReadAllText(RepositoryFiles.Get(page)), language: ""))
            .SelectMany(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => line.Trim())
            .Distinct(),
    ];

    /// <summary>The arguments of a command line, without quotes.</summary>
    public static string[] WordsOf(string line) => [.. Word().Matches(line).Select(word => word.Value.Trim('"'))];

    private static IEnumerable<string> Blocks(string text, string language) => Block().Matches(text)
        .Where(block => block.Groups["language"].Value == language)
        .Select(block => block.Groups["text"].Value);

    [GeneratedRegex("^```(?<language>[a-z]*)\r?\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();
}
