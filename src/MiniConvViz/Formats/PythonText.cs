using System.Text;

namespace MiniConvViz.Formats;

/// <summary>Texts as Python string literals.</summary>
internal static class PythonText
{
    private const int Longest = 200;

    /// <summary>
    /// In double quotes; characters that would end the text, or that a terminal would execute, are escaped.
    /// </summary>
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
