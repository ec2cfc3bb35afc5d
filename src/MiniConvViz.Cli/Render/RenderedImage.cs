using MiniConvViz.Analysis;
using MiniConvViz.Imaging;

namespace MiniConvViz.Cli;

/// <summary>The result for one image.</summary>
/// <param name="Folder">The folder of its pictures and reports.</param>
/// <param name="Pictures">The number of pictures.</param>
/// <param name="Image">The image file, as reports name it.</param>
/// <param name="Classes">The most probable classes, best first, or the network's values.</param>
/// <param name="Inputs">Pictures of the network's input.</param>
internal sealed record RenderedImage(
    string Folder, int Pictures, string Image, IReadOnlyList<ClassScore> Classes, IReadOnlyList<ReportPicture> Inputs)
{
    /// <summary>How it was resized, where that was a guess; otherwise empty.</summary>
    public string Guess { get; init; } = "";
}
