using System.CommandLine;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>The message for a command, option or argument that does not exist: its name, and the nearest.</summary>
internal static class UnknownWord
{
    /// <summary>Two characters: <c>resnet-18</c> is resnet18.</summary>
    private const double LargestSlip = 2;

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
            : $"{command.Name} does not understand '{shown}'{OptionFor(command, word)}";
    }

    /// <summary>
    /// The option that a word without one was probably meant for, by what it names; a full stop if there is none.
    /// </summary>
    private static string OptionFor(Command command, string word)
    {
        (string option, string value) = Meaning(word);
        bool isKnown = command.Options.Any(known => known.Name == option);
        return !isKnown ? "."
            : File.Exists(value) && value != word
                ? $", but there is a file: {option} {PrintableText.Of(value)}."
                : $"; did you mean {option} {PrintableText.Of(value)}?";
    }

    private static (string Option, string Value) Meaning(string word)
    {
        string nearest = NearestNames.Of(word, ModelZoo.Architectures.Select(known => known.Name), 1)[0];
        return Path.GetExtension(word).ToUpperInvariant() switch
        {
            ".ONNX" or ".JSON" => ("--model", word),
            ".PTH" or ".PT" or ".TH" or ".SAFETENSORS" => ("--weights", word),
            ".PNG" or ".JPG" or ".JPEG" or ".WEBP" => ("--image", word),
            _ when !File.Exists(word) && File.Exists($"{word}.onnx") => ("--model", $"{word}.onnx"),
            _ when NearestNames.Distance(word, nearest) <= LargestSlip => ("--model", nearest),
            _ => ("", ""),
        };
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
