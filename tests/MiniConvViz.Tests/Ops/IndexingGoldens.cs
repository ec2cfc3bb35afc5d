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
        _ => null,
    };

    private static ScatterReduction Reduction(GoldenEntry golden) =>
        Enum.Parse<ScatterReduction>(golden.Text("reduction"));
}
