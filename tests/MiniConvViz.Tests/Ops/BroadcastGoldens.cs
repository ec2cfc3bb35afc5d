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
        "Greater" => new Greater(),
        "GreaterEqual" => new GreaterEqual(),
        "Less" => new Less(),
        "LessEqual" => new LessEqual(),
        "Eq" => new Eq(),
        "LogicalAnd" => new LogicalAnd(),
        "LogicalOr" => new LogicalOr(),
        "LogicalXor" => new LogicalXor(),
        "Where" => new Where(),
        "PReLU" => new PReLU(golden.Weights("weight")),
        "MatMul" => new MatMul(),
        _ => null,
    };
}
