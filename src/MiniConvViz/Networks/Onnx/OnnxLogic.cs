using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Comparisons, logic, and selection by a condition; true is 1 and false is 0.</summary>
internal static class OnnxLogic
{
    public static OnnxTable Table { get; } = new()
    {
        ["Greater"] = call => Compare(call, new Greater()),
        ["GreaterOrEqual"] = call => Compare(call, new GreaterEqual()),
        ["Less"] = call => Compare(call, new Less()),
        ["LessOrEqual"] = call => Compare(call, new LessEqual()),
        ["Equal"] = call => Compare(call, new Eq()),
        ["And"] = call => Compare(call, new LogicalAnd()),
        ["Or"] = call => Compare(call, new LogicalOr()),
        ["Xor"] = call => Compare(call, new LogicalXor()),
        ["Not"] = call => call.Emit(0, new LogicalNot(), [call.Input(0)], isInteger: true),
        ["Where"] = call => call.Emit(
            0, new Where(), [call.Input(0), call.Input(1), call.Input(2)], call.Value(1).IsInteger),
    };

    private static void Compare(OnnxCall call, Operator @operator) =>
        call.Emit(0, @operator, [call.Input(0), OnnxArithmetic.Right(call)], isInteger: true);
}
