using MiniConvViz.Ops;

namespace MiniConvViz.Tests;

/// <summary>The operators of <c>operators-broadcast.safetensors</c> that <see cref="BasicGoldens"/> lacks.</summary>
internal static class BroadcastGoldens
{
    public static Operator? Create(GoldenEntry golden) => golden.Kind switch
    {
        "Sub" => new Sub(),
        "Div" => new Div(),
        "Pow" => new Pow(),
        "Minimum" => new Minimum(),
        "Maximum" => new Maximum(),
        "PReLU" => new PReLU(golden.Weights("weight")),
        "MatMul" => new MatMul(),
        _ => null,
    };
}
