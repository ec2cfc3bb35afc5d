using MiniConvViz.Kernels;
using MiniConvViz.Ops;

namespace MiniConvViz.Tests;

/// <summary>The operators of <c>operators-recurrent.safetensors</c>.</summary>
internal static class RecurrentGoldens
{
    public static Operator? Create(GoldenEntry golden) => golden.Kind switch
    {
        "LSTM" => new LSTM(Parameters(golden), Options(golden)),
        "GRU" => new GRU(Parameters(golden), Options(golden)),
        "RNN" => new RNN(Parameters(golden), Options(golden)),
        _ => null,
    };

    private static RecurrentParameters Parameters(GoldenEntry golden) => new(
        golden.Weights("weight_ih")!,
        golden.Weights("weight_hh")!,
        golden.Weights("bias_ih"),
        golden.Weights("bias_hh"));

    private static RecurrentOptions Options(GoldenEntry golden) => new()
    {
        Result = Enum.Parse<RecurrentResult>(golden.Text("result")),
        IsReverse = golden.Bool("reverse"),
        Lengths = golden.Ints("lengths") is { Length: > 0 } lengths ? lengths : null,
        Candidate = golden.Text("nonlinearity") == "relu" ? GateFunction.ReLU : null,
    };
}
