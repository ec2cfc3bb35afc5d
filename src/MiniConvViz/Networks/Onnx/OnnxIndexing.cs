using MiniConvViz.Kernels;
using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Operators that gather from, or scatter to, places that indices name.</summary>
internal static class OnnxIndexing
{
    public static OnnxTable Table { get; } = new()
    {
        ["GatherElements"] = call =>
            call.Emit(new GatherElements(call.Node.Int("axis", 0)), call.Input(0), call.Input(1)),
        ["GatherND"] = call => call.Emit(new GatherND(call.Node.Int("batch_dims", 0)), call.Input(0), call.Input(1)),
        ["Scatter"] = ScatterElements,
        ["ScatterElements"] = ScatterElements,
        ["ScatterND"] = call => Scatter(call, new ScatterND(ReductionOf(call))),
    };

    private static void ScatterElements(OnnxCall call) =>
        Scatter(call, new ScatterElements(call.Node.Int("axis", 0), ReductionOf(call)));

    private static void Scatter(OnnxCall call, ScatterOperator scatter) =>
        call.Emit(scatter, call.Input(0), call.Input(1), call.Input(2));

    private static ScatterReduction ReductionOf(OnnxCall call) => call.Node.Text("reduction", "none") switch
    {
        "none" => ScatterReduction.None,
        "add" => ScatterReduction.Add,
        "mul" => ScatterReduction.Mul,
        "min" => ScatterReduction.Min,
        "max" => ScatterReduction.Max,
        string other => throw new OnnxRefusal($"scatters with the reduction '{other}'"),
    };
}
