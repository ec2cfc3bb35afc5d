using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// The fused operators that ONNX Runtime writes when it saves an optimised graph; each becomes the operators that were
/// fused.
/// </summary>
/// <remarks>Source: https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md</remarks>
internal static class OnnxFused
{
    public static OnnxTable Table { get; } = new()
    {
        ["com.microsoft.FusedConv"] = Conv,
        ["com.microsoft.FusedMatMul"] = MatMul,
        ["com.microsoft.Gelu"] = call => call.Emit(new GELU(), call.Input(0)),
        ["com.microsoft.BiasGelu"] = call => BiasGelu(call, "none"),
        ["com.microsoft.FastGelu"] = call => BiasGelu(call, "tanh"),
        ["com.microsoft.QuickGelu"] = QuickGelu,
        ["com.microsoft.LayerNormalization"] = call =>
            OnnxNormalizations.LayerNormalization(call, call.Input(0), weight: 1),
        ["com.microsoft.SkipLayerNormalization"] = SkipLayerNormalization,
    };

    /// <summary>A convolution, a residual that is added, and an activation.</summary>
    private static void Conv(OnnxCall call)
    {
        const int Residual = 3;
        Operator? activation = Activation(call);
        Operator convolution = OnnxConvolutions.Convolution(call);
        if (activation is null && !call.Has(Residual))
        {
            call.Emit(convolution, call.Input(0));
            return;
        }

        Node sum = call.Inner("conv", convolution, call.Input(0));
        if (call.Has(Residual) && activation is null)
        {
            call.Emit(new Add(), sum, call.Input(Residual));
            return;
        }

        sum = call.Has(Residual) ? call.Inner("add", new Add(), sum, call.Input(Residual)) : sum;
        call.Emit(activation!, sum);
    }

    private static Operator? Activation(OnnxCall call)
    {
        float[] given = call.Node.Floats("activation_params") ?? [];
        return call.Node.Text("activation", "") switch
        {
            "" => null,
            "Relu" => new ReLU(),
            "Sigmoid" => new Sigmoid(),
            "Tanh" => new Tanh(),
            "LeakyRelu" when given is [float alpha] => new LeakyReLU(alpha),
            "Clip" when given is [float low, float high] => new Clamp(low, high),
            "HardSigmoid" when given is [float alpha, float beta] => new Hardsigmoid(alpha, beta),
            string other => throw new OnnxRefusal(
                $"ends in the activation '{other}' with {given.Length} parameters"),
        };
    }

    /// <summary><c>alpha * A * B</c>, the last two axes of A or B swapped where an attribute says so.</summary>
    private static void MatMul(OnnxCall call)
    {
        if (call.Node.Flag("transBatchA", false) || call.Node.Flag("transBatchB", false))
        {
            throw new OnnxRefusal("swaps the axes of the batch");
        }

        Node left = Turned(call, 0, "transA", "left");
        Node right = Turned(call, 1, "transB", "right");
        float alpha = call.Node.Float("alpha", 1f);
        if (alpha == 1f)
        {
            call.Emit(new MatMul(), left, right);
            return;
        }

        Node product = call.Inner("product", new MatMul(), left, right);
        call.Emit(new Mul(), product, call.Inner("alpha", new Tensor([], [alpha])));
    }

    private static Node Turned(OnnxCall call, int index, string attribute, string suffix)
    {
        if (!call.Node.Flag(attribute, false))
        {
            return call.Input(index);
        }

        int rank = call.RankOf(index);
        int[] order = [.. Enumerable.Range(0, Math.Max(rank - 2, 0)), rank - 1, rank - 2];
        return rank >= 2
            ? call.Inner(suffix, new Permute(order), call.Input(index))
            : throw new ShapeException($"expected a matrix, got {call.ShapeOf(index)}");
    }

    private static void BiasGelu(OnnxCall call, string approximate)
    {
        Node sum = call.Has(1) ? call.Inner("add", new Add(), call.Input(0), call.Input(1)) : call.Input(0);
        call.Emit(new GELU(approximate), sum);
    }

    /// <summary><c>x * sigmoid(alpha * x)</c>.</summary>
    private static void QuickGelu(OnnxCall call)
    {
        Node alpha = call.Inner("alpha", new Tensor([], [call.Node.Float("alpha", 1.702f)]));
        Node gate = call.Inner("gate", new Sigmoid(), call.Inner("scaled", new Mul(), call.Input(0), alpha));
        call.Emit(new Mul(), call.Input(0), gate);
    }

    /// <summary>A layer norm of the sum of an input, a skip connection and an optional bias.</summary>
    private static void SkipLayerNormalization(OnnxCall call)
    {
        const int Scale = 2, Bias = 4, Sum = 3;
        Node sum = call.Inner("add", new Add(), call.Input(0), call.Input(1));
        sum = call.Has(Bias) ? call.Inner("bias", new Add(), sum, call.Input(Bias)) : sum;
        OnnxNormalizations.LayerNormalization(call, sum, Scale);
        if (call.Wants(Sum))
        {
            call.Set(Sum, OnnxValue.Of(sum));
        }
    }
}
