using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace MiniConvViz.Cli;

/// <summary>Options that take one whole number, with a message for anything else.</summary>
internal static class WholeNumber
{
    /// <summary>An option for a number from 1 to <paramref name="most"/>; null where it is left out.</summary>
    public static Option<int?> Option(string name, int most, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = words => Parse(name, most, words),
    };

    private static int? Parse(string name, int most, ArgumentResult words)
    {
        string text = words.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most)
        {
            return number;
        }

        words.AddError($"{name} takes a whole number from 1 to {most}, got '{text}'.");
        return null;
    }
}
