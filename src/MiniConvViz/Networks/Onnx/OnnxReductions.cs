using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Reductions along some axes, and operators that compare along one.</summary>
internal static class OnnxReductions
{
    public static OnnxTable Table { get; } = new()
    {
        ["ReduceMean"] = call => Reduce(call, (axes, keep) => new Mean(axes, keep)),
        ["ReduceSum"] = call => Reduce(call, (axes, keep) => new Sum(axes, keep)),
        ["ReduceMax"] = call => Reduce(call, (axes, keep) => new Amax(axes, keep)),
        ["ReduceMin"] = call => Reduce(call, (axes, keep) => new Amin(axes, keep)),
        ["ReduceProd"] = call => Reduce(call, (axes, keep) => new Prod(axes, keep)),
        ["ReduceL1"] = OnnxNorms.L1,
        ["ReduceL2"] = OnnxNorms.L2,
        ["ReduceSumSquare"] = OnnxNorms.SumSquare,
        ["ReduceLogSum"] = OnnxNorms.LogSum,
        ["ReduceLogSumExp"] = OnnxNorms.LogSumExp,
        ["ArgMax"] = call => ArgMax(call, call.Input(0)),
        ["ArgMin"] = call => ArgMax(call, call.Inner("negated", new Neg(), call.Input(0))),
        ["Softmax"] = call => AlongAxis(call, (axis, toLast) => new Softmax(axis, toLast)),
        ["LogSoftmax"] = call => AlongAxis(call, (axis, toLast) => new LogSoftmax(axis, toLast)),
    };

    /// <summary>The axes: an attribute in older versions, an input in newer ones; none means all.</summary>
    internal static int[] AxesOf(OnnxCall call) =>
        call.Has(1) ? call.Ints(1, "axes") : call.Node.Ints("axes") ?? [];

    /// <summary>Whether the node reduces no axis.</summary>
    internal static bool DoesNothing(OnnxCall call) =>
        AxesOf(call).Length == 0 && call.Node.Flag("noop_with_empty_axes", false);

    private static void Reduce(OnnxCall call, Func<IEnumerable<int>, bool, Operator> create) => call.Emit(
        DoesNothing(call) ? new Identity() : create(AxesOf(call), call.Node.Flag("keepdims", true)), call.Input(0));

    private static void ArgMax(OnnxCall call, Node input) => call.Emit(
        0,
        new ArgMax(
            call.Node.Int("axis", 0), call.Node.Flag("keepdims", true), call.Node.Flag("select_last_index", false)),
        [input],
        isInteger: true);

    /// <summary>Up to version 12, all axes from the given one on are joined to one.</summary>
    private static void AlongAxis(OnnxCall call, Func<int, bool, Operator> create)
    {
        bool toLast = call.Opset < 13;
        int axis = Axis.Resolve(call.Node.Int("axis", toLast ? 1 : -1), call.RankOf(0));
        call.Emit(create(axis, toLast && axis < call.RankOf(0) - 1), call.Input(0));
    }
}
