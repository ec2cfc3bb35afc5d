using System.Globalization;
using System.Text;

namespace MiniConvViz;

/// <summary>
/// Text from a file that is safe to show. A terminal executes what follows an escape character, and a bidirectional
/// override reorders the text next to it: such characters are written as <c>\u001b</c>.
/// </summary>
public static class PrintableText
{
    /// <summary>The most characters of a name that are shown.</summary>
    public const int LongestName = 200;

    /// <summary>
    /// A name, cut after <paramref name="longest"/> characters. Control and format characters, line and paragraph
    /// separators, private characters and halves of surrogate pairs are written as <c>\uXXXX</c>.
    /// </summary>
    public static string Of(string name, int longest = LongestName)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length <= longest ? Escaped(name) : Escaped(name.AsSpan(0, longest)) + "...";
    }

    /// <summary>A message as one line: line ends become spaces, all else as in <see cref="Of"/>.</summary>
    public static string Line(string message, int longest = 20_000)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Of(message.ReplaceLineEndings(" ").Replace('\t', ' '), longest);
    }

    private static string Escaped(ReadOnlySpan<char> text)
    {
        StringBuilder? escaped = null;
        for (int i = 0; i < text.Length;)
        {
            bool isWhole = Rune.DecodeFromUtf16(text[i..], out Rune rune, out int length)
                == System.Buffers.OperationStatus.Done;
            if (isWhole && IsPrintable(rune))
            {
                escaped?.Append(text.Slice(i, length));
            }
            else
            {
                escaped ??= new StringBuilder().Append(text[..i]);
                foreach (char unit in text.Slice(i, length))
                {
                    escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
                }
            }

            i += length;
        }

        return escaped?.ToString() ?? text.ToString();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate);
}
