using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Reductions by a sum between two pointwise functions: norms, logarithms of sums.</summary>
internal static class OnnxNorms
{
    /// <summary><c>sum |x|</c></summary>
    public static void L1(OnnxCall call)
    {
        if (!IsLeftAlone(call))
        {
            call.Emit(SumOf(call), call.Inner("abs", new Abs(), call.Input(0)));
        }
    }

    /// <summary><c>sqrt(sum x^2)</c></summary>
    public static void L2(OnnxCall call)
    {
        if (!IsLeftAlone(call))
        {
            call.Emit(new Sqrt(), call.Inner("sum", SumOf(call), Square(call)));
        }
    }

    /// <summary><c>sum x^2</c></summary>
    public static void SumSquare(OnnxCall call)
    {
        if (!IsLeftAlone(call))
        {
            call.Emit(SumOf(call), Square(call));
        }
    }

    /// <summary><c>log(sum x)</c></summary>
    public static void LogSum(OnnxCall call)
    {
        if (!IsLeftAlone(call))
        {
            call.Emit(new Log(), call.Inner("sum", SumOf(call), call.Input(0)));
        }
    }

    /// <summary>
    /// <c>m + log(sum exp(x - m))</c> with the largest x as m, so that no exponential overflows; an infinite m is
    /// clamped to the largest finite float32, so that x - m is never NaN for it.
    /// </summary>
    public static void LogSumExp(OnnxCall call)
    {
        if (IsLeftAlone(call))
        {
            return;
        }

        int[] axes = OnnxReductions.AxesOf(call);
        Node largest = call.Inner("max", new Amax(axes, keepDim: true), call.Input(0));
        largest = call.Inner("finite", new Clamp(-float.MaxValue, float.MaxValue), largest);
        Node powers = call.Inner("exp", new Exp(), call.Inner("shifted", new Sub(), call.Input(0), largest));
        Node logarithm = call.Inner("log", new Log(), call.Inner("sum", new Sum(axes, keepDim: true), powers));
        int[] all = axes.Length > 0 ? axes : [.. Enumerable.Range(0, call.RankOf(0))];
        if (call.Node.Flag("keepdims", true))
        {
            call.Emit(new Add(), logarithm, largest);
        }
        else
        {
            call.Emit(new Squeeze(all), call.Inner("whole", new Add(), logarithm, largest));
        }
    }

    private static bool IsLeftAlone(OnnxCall call)
    {
        bool isLeftAlone = OnnxReductions.DoesNothing(call);
        if (isLeftAlone)
        {
            call.Emit(new Identity(), call.Input(0));
        }

        return isLeftAlone;
    }

    private static Sum SumOf(OnnxCall call) =>
        new(OnnxReductions.AxesOf(call), call.Node.Flag("keepdims", true));

    private static Node Square(OnnxCall call) =>
        call.Inner("square", new Mul(), call.Input(0), call.Input(0));
}
