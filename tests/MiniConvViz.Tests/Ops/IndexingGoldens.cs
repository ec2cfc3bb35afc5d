using MiniConvViz.Kernels;
using MiniConvViz.Ops;

namespace MiniConvViz.Tests;

/// <summary>The operators of <c>operators-indexing.safetensors</c>, whose places come from a tensor.</summary>
internal static class IndexingGoldens
{
    public static Operator? Create(GoldenEntry golden) => golden.Kind switch
    {
        "GatherElements" => new GatherElements(golden.Int("dim")),
        "GatherND" => new GatherND(golden.Int("batch_dims")),
        "ScatterElements" => new ScatterElements(golden.Int("dim"), Reduction(golden)),
        "ScatterND" => new ScatterND(Reduction(golden)),
        "GridSample" => new GridSample(
            Enum.Parse<GridSampleMode>(golden.Text("mode"), ignoreCase: true),
            Enum.Parse<GridSamplePadding>(golden.Text("padding_mode"), ignoreCase: true),
            golden.Bool("align_corners")),
        _ => null,
    };

    private static ScatterReduction Reduction(GoldenEntry golden) =>
        Enum.Parse<ScatterReduction>(golden.Text("reduction"));
}
