using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>The operators of <c>operators-norms.safetensors</c>.</summary>
internal static class NormsGoldens
{
    public static Operator? Create(GoldenEntry golden) => golden.Kind switch
    {
        "Mean" => new Mean(golden.Ints("dim"), golden.Bool("keepdim")),
        "Sum" => new Sum(golden.Ints("dim"), golden.Bool("keepdim")),
        "Amax" => new Amax(golden.Ints("dim"), golden.Bool("keepdim")),
        "LayerNorm" => new LayerNorm(
            Shape.Create(golden.Ints("normalized_shape")),
            golden.Weights("weight"),
            golden.Weights("bias"),
            golden.Float("eps")),
        "LayerNorm2d" => new LayerNorm2d(
            golden.Ints("normalized_shape")[0],
            golden.Weights("weight"),
            golden.Weights("bias"),
            golden.Float("eps")),
        _ => null,
    };
}
