using MiniConvViz.Kernels;
using MiniConvViz.Ops;

namespace MiniConvViz.Tests;

/// <summary>The operators of <c>operators-layout.safetensors</c>: elements move, and none changes.</summary>
internal static class LayoutGoldens
{
    public static Operator? Create(GoldenEntry golden) => golden.Kind switch
    {
        "Permute" => new Permute(Optional(golden, "dims")),
        "Slice" => new Slice(golden.Ints("starts"), golden.Ints("ends"), golden.Ints("axes"), golden.Ints("steps")),
        "Expand" => new Expand(golden.Ints("shape")),
        "PixelShuffle" => new PixelShuffle(golden.Int("upscale_factor"), Order(golden)),
        "PixelUnshuffle" => new PixelUnshuffle(golden.Int("downscale_factor"), Order(golden)),
        "Reshape" => new Reshape(golden.Ints("shape"), golden.Bool("allowzero")),
        "Flatten2d" => new Flatten2d(golden.Int("axis")),
        "Squeeze" => new Squeeze(Optional(golden, "dim")),
        "Unsqueeze" => new Unsqueeze(golden.Ints("dim")),
        "Pad" => new Pad(
            golden.Ints("before"),
            golden.Ints("after"),
            Enum.Parse<PadMode>(golden.Text("mode"), ignoreCase: true),
            golden.Float("value")),
        "Gather" => new Gather(golden.Int("dim")),
        "Diagonal" => new Diagonal(golden.Int("dim1"), golden.Int("dim2")),
        "Trilu" => new Trilu(golden.Bool("upper"), golden.Int("diagonal")),
        "TopK" => new TopK(golden.Int("k"), golden.Int("dim"), golden.Bool("largest"), golden.Bool("indices")),
        "Full" => new Full(golden.Ints("size"), golden.Float("fill_value")),
        _ => null,
    };

    private static int[]? Optional(GoldenEntry golden, string name) => golden.Has(name) ? golden.Ints(name) : null;

    private static PixelOrder Order(GoldenEntry golden) => Enum.Parse<PixelOrder>(golden.Text("order"));
}
