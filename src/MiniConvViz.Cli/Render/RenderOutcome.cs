namespace MiniConvViz.Cli;

/// <summary>What came of all images.</summary>
/// <param name="Rendered">Those that are drawn, in the order they were given.</param>
/// <param name="Failures">A line for each that could not be read.</param>
internal sealed record RenderOutcome(IReadOnlyList<RenderedImage> Rendered, IReadOnlyList<string> Failures);
