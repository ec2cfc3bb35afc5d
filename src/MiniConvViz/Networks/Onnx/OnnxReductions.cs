using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Operators that make one number of many along some axes, and those that compare along one.</summary>
internal static class OnnxReductions
{
    public static OnnxTable Table { get; } = new()
    {
        ["ReduceMean"] = call => Reduce(call, (axes, keep) => new Mean(axes, keep)),
        ["ReduceSum"] = call => Reduce(call, (axes, keep) => new Sum(axes, keep)),
        ["ReduceMax"] = call => Reduce(call, (axes, keep) => new Amax(axes, keep)),
        ["ArgMax"] = ArgMax,
        ["Softmax"] = call => AlongAxis(call, (axis, toLast) => new Softmax(axis, toLast)),
        ["LogSoftmax"] = call => AlongAxis(call, (axis, toLast) => new LogSoftmax(axis, toLast)),
    };

    /// <summary>The axes are an attribute in older versions, an input in newer ones; none means all.</summary>
    private static void Reduce(OnnxCall call, Func<IEnumerable<int>, bool, Operator> create)
    {
        int[] axes = call.Has(1) ? call.Ints(1, "axes") : call.Node.Ints("axes") ?? [];
        bool doesNothing = axes.Length == 0 && call.Node.Flag("noop_with_empty_axes", false);
        call.Emit(doesNothing ? new Identity() : create(axes, call.Node.Flag("keepdims", true)), call.Input(0));
    }

    private static void ArgMax(OnnxCall call) => call.Emit(
        0,
        new ArgMax(
            call.Node.Int("axis", 0), call.Node.Flag("keepdims", true), call.Node.Flag("select_last_index", false)),
        [call.Input(0)],
        isInteger: true);

    /// <summary>Up to version 12, everything from the axis on is one long axis.</summary>
    private static void AlongAxis(OnnxCall call, Func<int, bool, Operator> create)
    {
        bool toLast = call.Opset < 13;
        int axis = Axis.Resolve(call.Node.Int("axis", toLast ? 1 : -1), call.RankOf(0));
        call.Emit(create(axis, toLast && axis < call.RankOf(0) - 1), call.Input(0));
    }
}
