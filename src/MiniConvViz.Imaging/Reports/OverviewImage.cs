using MiniConvViz.Analysis;

namespace MiniConvViz.Imaging;

/// <summary>One image among several that were rendered.</summary>
/// <param name="Name">The image file.</param>
/// <param name="Folder">The folder of its report, relative to the overview.</param>
/// <param name="Input">The picture of the network's input, in that folder; null where it cannot be drawn.</param>
/// <param name="Classes">The most probable classes, best first, or the network's values.</param>
public sealed record OverviewImage(
    string Name, string Folder, ReportPicture? Input, IReadOnlyList<ClassScore> Classes);
