using System.CommandLine;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>The message for a command, option or argument that does not exist: its name, and the nearest.</summary>
internal static class UnknownWord
{
    /// <summary>The message for the first unknown argument; null where there is none.</summary>
    public static string? In(ParseResult words)
    {
        Command command = words.CommandResult.Command;
        if (words.UnmatchedTokens is not [string word, ..])
        {
            return null;
        }

        string shown = PrintableText.Of(word);
        if (command is RootCommand)
        {
            IEnumerable<string> commands =
                command.Subcommands.Where(known => !known.Hidden).Select(known => known.Name);
            return $"there is no command '{shown}'{Near(word, commands)}.";
        }

        string name = word.Split('=', 2)[0];
        return word.StartsWith('-')
                ? $"{command.Name} has no option '{PrintableText.Of(name)}'"
                    + $"{Near(name, command.Options.Where(known => !known.Hidden).Select(known => known.Name))}."
            : File.Exists(word) || !File.Exists($"{word}.onnx") ? $"{command.Name} does not understand '{shown}'."
            : $"{command.Name} does not understand '{shown}', but there is a file: --model {shown}.onnx.";
    }

    /// <summary>The nearest name, where it is similar to the word; others would only confuse.</summary>
    private static string Near(string word, IEnumerable<string> known)
    {
        string nearest = NearestNames.Of(word, known, 1)[0];
        return NearestNames.Distance(word, nearest) <= Math.Max(word.Length, nearest.Length) / 2.0
            ? $"; near it is {nearest}"
            : "";
    }
}
