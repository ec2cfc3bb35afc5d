namespace MiniConvViz.Cli;

/// <summary>The results for all images.</summary>
/// <param name="Rendered">The drawn images, in the given order.</param>
/// <param name="Failures">A line for each image that could not be read.</param>
internal sealed record RenderOutcome(IReadOnlyList<RenderedImage> Rendered, IReadOnlyList<string> Failures);
