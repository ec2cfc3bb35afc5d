using System.Net;

namespace MiniConvViz.Imaging;

/// <summary>Escapes text from files for a page.</summary>
internal static class HtmlText
{
    /// <summary>One line without markup and without characters that change the direction of text.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(PrintableText.Line(text));
}
