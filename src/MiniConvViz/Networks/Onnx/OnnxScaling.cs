using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Normalisations and pools by norms, as means, sums and pointwise operators.</summary>
internal static class OnnxScaling
{
    /// <summary>The smallest divisor of a norm, so that a row of zeros stays zeros.</summary>
    private const float SmallestNormal = 1.17549435e-38f;

    public static OnnxTable Table { get; } = new()
    {
        ["MeanVarianceNormalization"] = MeanVariance,
        ["LpNormalization"] = Lp,
        ["RMSNormalization"] = RootMeanSquare,
        ["GlobalLpPool"] = GlobalLpPool,
    };

    /// <summary><c>(x - mean) / (deviation + 1e-9)</c></summary>
    private static void MeanVariance(OnnxCall call)
    {
        int[] axes = call.Node.Ints("axes") ?? [0, 2, 3];
        Node mean = call.Inner("mean", new Mean(axes, keepDim: true), call.Input(0));
        Node centred = call.Inner("centred", new Sub(), call.Input(0), mean);
        Node squares = call.Inner("squares", new Mul(), centred, centred);
        Node variance = call.Inner("variance", new Mean(axes, keepDim: true), squares);
        Node deviation = call.Inner("deviation", new Sqrt(), variance);
        call.Emit(new Div(), centred, Plus(call, deviation, 1e-9f));
    }

    /// <summary><c>x / (sum |x|^p)^(1/p)</c> for p = 1 or 2.</summary>
    private static void Lp(OnnxCall call)
    {
        Node norm = Norm(call, [call.Node.Int("axis", -1)], call.Node.Int("p", 2));
        call.Emit(new Div(), call.Input(0), call.Inner("divisor", new Clamp(min: SmallestNormal), norm));
    }

    /// <summary><c>x / sqrt(mean(x^2) + epsilon) * scale</c></summary>
    private static void RootMeanSquare(OnnxCall call)
    {
        int axis = Axis.Resolve(call.Node.Int("axis", -1), call.RankOf(0));
        int[] axes = [.. Enumerable.Range(axis, call.RankOf(0) - axis)];
        Node squares = call.Inner("squares", new Mul(), call.Input(0), call.Input(0));
        Node mean = call.Inner("mean", new Mean(axes, keepDim: true), squares);
        Node root = call.Inner("root", new Sqrt(), Plus(call, mean, call.Node.Float("epsilon", 1e-5f)));
        call.Emit(new Mul(), call.Inner("normalized", new Div(), call.Input(0), root), call.Input(1));
    }

    /// <summary>The norm of every channel, as a single pixel.</summary>
    private static void GlobalLpPool(OnnxCall call)
    {
        int p = call.Node.Int("p", 2);
        int[] axes = [.. Enumerable.Range(2, Math.Max(call.RankOf(0) - 2, 0))];
        call.Emit(new Identity(), Norm(call, axes, p));
    }

    private static Node Norm(OnnxCall call, int[] axes, int p)
    {
        if (p < 1)
        {
            throw new OnnxRefusal($"has a norm of order {p}, expected at least 1");
        }

        Node sizes = p == 2
            ? call.Inner("squares", new Mul(), call.Input(0), call.Input(0))
            : call.Inner("abs", new Abs(), call.Input(0));
        Node powers = p <= 2 ? sizes : call.Inner("powers", new Pow(), sizes, Number(call, p));
        Node sum = call.Inner("sum", new Sum(axes, keepDim: true), powers);
        return p == 1 ? sum
            : p == 2 ? call.Inner("norm", new Sqrt(), sum)
            : call.Inner("norm", new Pow(), sum, Number(call, 1f / p));
    }

    private static Node Plus(OnnxCall call, Node node, float epsilon) =>
        call.Inner("sum", new Add(), node, Number(call, epsilon));

    private static Node Number(OnnxCall call, float value) => call.Inner("number", new Tensor([], [value]));
}
