using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

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
        ["NonZero"] = NonZero,
        ["Compress"] = Compress,
    };

    /// <summary>The coordinates of all elements other than zero, [rank,count], of a tensor that is known.</summary>
    private static void NonZero(OnnxCall call)
    {
        Tensor values = Known(call, 0);
        int rank = Math.Max(values.Shape.Rank, 1);
        int[] found = [.. Enumerable.Range(0, values.Shape.Count).Where(i => values.Values[i] != 0f)];
        Shape shape = [rank, found.Length];
        call.TakeNow(shape);
        Tensor coordinates = new(shape);
        for (int axis = rank - 1, stride = 1; axis >= 0; axis--)
        {
            int extent = values.Shape.Rank == 0 ? 1 : values.Shape[axis];
            for (int i = 0; i < found.Length; i++)
            {
                coordinates.Values[(axis * found.Length) + i] = found[i] / stride % extent;
            }

            stride *= Math.Max(extent, 1);
        }

        call.Set(0, OnnxValue.Of(coordinates, isInteger: true));
    }

    /// <summary>The slices along an axis, or the elements, at which a condition that is known is true.</summary>
    private static void Compress(OnnxCall call)
    {
        Tensor condition = Known(call, 1);
        float[] kept =
            [.. Enumerable.Range(0, condition.Shape.Count).Where(i => condition.Values[i] != 0f).Select(i => (float)i)];
        Node data = call.Node.Has("axis")
            ? call.Input(0)
            : call.Inner("elements", new Reshape(new[] { -1 }), call.Input(0));
        Node indices = call.Inner("indices", new Tensor([kept.Length], kept));
        call.Emit(new Gather(call.Node.Int("axis", 0)), data, indices);
    }

    private static Tensor Known(OnnxCall call, int index) => call.Constant(index)
        ?? throw new OnnxRefusal($"is an operator {OnnxRefusal.SizeFromValues}");

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
