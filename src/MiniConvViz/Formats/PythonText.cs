using System.Text;

namespace MiniConvViz.Formats;

/// <summary>Texts as Python writes them in its source.</summary>
internal static class PythonText
{
    private const int Longest = 200;

    /// <summary>In double quotes; what would end the text or reach a terminal as a command is escaped.</summary>
    public static string Of(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char character in PrintableText.Of(text, Longest))
        {
            quoted.Append(character is '"' or '\\' ? $"\\{character}" : character);
        }

        return quoted.Append('"').ToString();
    }
}
