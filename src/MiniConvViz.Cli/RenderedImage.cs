using MiniConvViz.Imaging;

namespace MiniConvViz.Cli;

/// <summary>What was made of one picture.</summary>
internal sealed record RenderedImage(string Folder, int Pictures, ReportRun Run);
