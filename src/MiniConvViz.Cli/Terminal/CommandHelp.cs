using System.CommandLine;
using System.CommandLine.Invocation;

namespace MiniConvViz.Cli;

/// <summary>
/// <c>--help</c> of a command on one screen: what it does, examples, then its options in groups, a line of 80 columns
/// each: the first clause of its description. <c>--help-all</c> prints the descriptions in full.
/// </summary>
internal sealed class CommandHelp(SynchronousCommandLineAction full) : SynchronousCommandLineAction
{
    private const int Width = 80;
    private const int MostExamples = 3;
    private const int LabelWidth = 26;
    private const string Others = "Output";

    private static readonly (string Title, string[] Options)[] Groups =
    [
        ("Model", ["--model", "--weights", "--num-classes", "--transform-input", "--random-weights"]),
        ("Weights", ["--key", "--prefix", "--stem", "--partial"]),
        ("Input", ["--image", "--input", "--batch-index", "--input-shape", "--reference", "--onnx-test", "--sandbox"]),
        ("Preprocessing",
        [
            "--size", "--resize", "--crop", "--no-crop", "--exif", "--gray16", "--mean", "--std", "--range", "--bgr",
            "--mean-image", "--layout", "--preprocess",
        ]),
        ("Run",
        [
            "--layers", "--device", "--threads", "--tf32", "--untested", "--exact", "--taps", "--runs", "--per-node",
            "--tune", "--no-graph", "--isolate", "--no-isolate", "--measure", "--warm-up",
        ]),
    ];

    public override int Invoke(ParseResult parseResult)
    {
        Command command = parseResult.CommandResult.Command;
        if (command is RootCommand)
        {
            return full.Invoke(parseResult);
        }

        TextWriter output = parseResult.InvocationConfiguration.Output;
        string[] parts = (command.Description ?? "").ReplaceLineEndings("\n").Split("Examples:\n", 2);
        foreach (string line in Terminal.Wrap(parts[0].Replace('\n', ' ').Trim(), Width))
        {
            output.WriteLine(line);
        }

        output.WriteLine($"{Environment.NewLine}Examples:");
        foreach (string example in parts[^1].Split('\n').Where(line => line.StartsWith(' ')).Take(MostExamples))
        {
            output.WriteLine(example);
        }

        output.WriteLine();
        foreach (IGrouping<string, Option> group in command.Options
            .Where(option => !option.Hidden)
            .GroupBy(GroupOf)
            .OrderBy(group => Array.FindIndex(Groups, known => known.Title == group.Key) & int.MaxValue))
        {
            output.WriteLine(group.Key);
            foreach (Option option in group)
            {
                output.WriteLine(LineOf(option));
            }
        }

        output.WriteLine($"'miniconvviz {command.Name} --help-all' describes them in full.");
        return ExitCode.Done;
    }

    private static string GroupOf(Option option) =>
        Array.Find(Groups, group => group.Options.Contains(option.Name)).Title ?? Others;

    private static string LineOf(Option option)
    {
        string names = string.Join(", ", option.Aliases.Append(option.Name));
        string label = option.HelpName is string value ? $"{names} {value}" : names;
        return $"  {label.PadRight(LabelWidth)}  {FirstClause(option.Description ?? "")}";
    }

    private static string FirstClause(string text)
    {
        int[] ends = [.. new[] { "; ", ": ", ". " }.Select(stop => text.IndexOf(stop, StringComparison.Ordinal))];
        int end = ends.Where(end => end >= 0).DefaultIfEmpty(text.Length).Min();
        return text[..end].TrimEnd('.');
    }
}
