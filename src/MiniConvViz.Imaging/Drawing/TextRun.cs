using SkiaSharp;

namespace MiniConvViz.Imaging;

/// <summary>A piece of a text that one font can draw.</summary>
internal readonly record struct TextRun(string Text, SKFont Font);
