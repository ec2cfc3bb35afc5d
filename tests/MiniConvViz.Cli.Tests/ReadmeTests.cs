namespace MiniConvViz.Cli.Tests;

/// <summary>The command lines in README.md and the pages for users are valid.</summary>
public sealed class ReadmeTests
{
    private static IReadOnlyList<string> CommandLines => Readme.CommandLines;

    /// <summary>
    /// A command that needs no file succeeds. One that needs a reader's own network fails only when it opens that
    /// file, after its command line was checked.
    /// </summary>
    [TestCaseSource(nameof(CommandLines))]
    public void CommandLine_InTheReadme_IsUnderstood(string line)
    {
        string[] words = Readme.WordsOf(line);
        if (words[0] == "dotnet")
        {
            AssertNamesExistingProjects(words);
            words = ["miniconvviz", .. words.SkipWhile(word => word != "--").Skip(1)];
        }

        Assert.That(words[0], Is.EqualTo("miniconvviz"));
        if (words.Length > 1)
        {
            using TemporaryFolder folder = new();
            ProcessOutcome outcome = CliProcess.RunIn(folder.Root, words[1..]);
            if (ReadersNetwork(words) is not string network)
            {
                outcome.Succeeded();
            }
            else
            {
                outcome.IsRefused(2, folder.File(network), ": no such file");
            }
        }
    }

    [Test]
    public void CommandLines_OfTheReadme_AreFound() =>
        Assert.That(CommandLines, Has.Some.StartsWith("dotnet run ").And.Some.StartsWith("miniconvviz render "));

    /// <summary>The file or folder of the reader's own network, if the command needs one.</summary>
    private static string? ReadersNetwork(string[] words) => words
        .Zip(words.Skip(1))
        .Where(pair => pair.First is "--weights" or "--onnx-test" || Path.GetExtension(pair.Second) is ".onnx" or ".json")
        .Select(pair => pair.Second)
        .FirstOrDefault();

    private static void AssertNamesExistingProjects(string[] words)
    {
        foreach (string word in words.TakeWhile(word => word != "--"))
        {
            bool isPath = word.EndsWith(".sln", StringComparison.Ordinal) || word.Contains('/');
            Assert.That(!isPath || Path.Exists(RepositoryFiles.Get(word)), $"{word} is not there");
        }
    }
}
