using MiniConvViz.Analysis;
using MiniConvViz.Imaging;

namespace MiniConvViz.Cli;

/// <summary>What is remembered of one image when all of it is drawn.</summary>
/// <param name="Folder">Where its pictures and reports lie.</param>
/// <param name="Pictures">How many pictures.</param>
/// <param name="Image">The image file, as reports name it.</param>
/// <param name="Classes">The most probable classes, best first, or the network's values.</param>
/// <param name="Inputs">Pictures of what the network saw.</param>
internal sealed record RenderedImage(
    string Folder, int Pictures, string Image, IReadOnlyList<ClassScore> Classes, IReadOnlyList<ReportPicture> Inputs)
{
    /// <summary>How its size was made to fit, where that was a guess; else empty.</summary>
    public string Guess { get; init; } = "";
}
