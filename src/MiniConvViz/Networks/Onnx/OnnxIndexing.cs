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
        ["GridSample"] = GridSample,
    };

    /// <summary>Version 20 has other names for two of the modes than version 16.</summary>
    private static void GridSample(OnnxCall call)
    {
        if (call.RankOf(0) != 4)
        {
            throw new OnnxRefusal($"samples {call.ShapeOf(0)}; images [N,C,H,W] are supported");
        }

        GridSampleMode mode = call.Node.Text("mode", "bilinear") switch
        {
            "bilinear" or "linear" => GridSampleMode.Bilinear,
            "nearest" => GridSampleMode.Nearest,
            "bicubic" or "cubic" => GridSampleMode.Bicubic,
            string other => throw new OnnxRefusal($"samples in the mode '{other}'"),
        };
        GridSamplePadding padding = call.Node.Text("padding_mode", "zeros") switch
        {
            "zeros" => GridSamplePadding.Zeros,
            "border" => GridSamplePadding.Border,
            "reflection" => GridSamplePadding.Reflection,
            string other => throw new OnnxRefusal($"samples with the padding '{other}'"),
        };
        bool alignCorners = call.Node.Flag("align_corners", false);
        call.Emit(new GridSample(mode, padding, alignCorners), call.Input(0), call.Input(1));
    }

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
