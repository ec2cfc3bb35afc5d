using System.Net;

namespace MiniConvViz.Imaging;

/// <summary>Text from files as a page may hold it.</summary>
internal static class HtmlText
{
    /// <summary>One line in which nothing is markup and no character gives a direction.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(PrintableText.Line(text));
}
