using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Functions of one element, and operators that do nothing in evaluation mode.</summary>
internal static class OnnxActivations
{
    private const float SeluAlpha = 1.67326319217681884765625f;
    private const float SeluGamma = 1.05070102214813232421875f;

    public static OnnxTable Table { get; } = new()
    {
        ["Relu"] = call => Emit(call, new ReLU()),
        ["LeakyRelu"] = call => Emit(call, new LeakyReLU(call.Node.Float("alpha", 0.01f))),
        ["Elu"] = call => Emit(call, new ELU(call.Node.Float("alpha", 1f))),
        ["Celu"] = call => Emit(call, new CELU(call.Node.Float("alpha", 1f))),
        ["Selu"] = Selu,
        ["Sigmoid"] = call => Emit(call, new Sigmoid()),
        ["HardSigmoid"] = call => Emit(
            call, new Hardsigmoid(call.Node.Float("alpha", 0.2f), call.Node.Float("beta", 0.5f))),
        ["HardSwish"] = call => Emit(call, new Hardswish()),
        ["Tanh"] = call => Emit(call, new Tanh()),
        ["Softplus"] = call => Emit(call, new Softplus()),
        ["Softsign"] = call => Emit(call, new Softsign()),
        ["Mish"] = call => Emit(call, new Mish()),
        ["Gelu"] = call => Emit(call, new GELU(call.Node.Text("approximate", "none"))),
        ["Erf"] = call => Emit(call, new Erf()),
        ["Sqrt"] = call => Emit(call, new Sqrt()),
        ["Exp"] = call => Emit(call, new Exp()),
        ["Neg"] = call => Emit(call, new Neg()),
        ["Abs"] = call => Emit(call, new Abs()),
        ["Log"] = call => Emit(call, new Log()),
        ["Reciprocal"] = call => Emit(call, new Reciprocal()),
        ["Floor"] = call => Emit(call, new Floor()),
        ["Ceil"] = call => Emit(call, new Ceil()),
        ["Round"] = call => Emit(call, new Round()),
        ["Sign"] = call => Emit(call, new Sign()),
        ["Sin"] = call => Emit(call, new Sin()),
        ["Cos"] = call => Emit(call, new Cos()),
        ["Shrink"] = call => Emit(call, new Shrink(call.Node.Float("lambd", 0.5f), call.Node.Float("bias", 0f))),
        ["ThresholdedRelu"] = call => Emit(call, new Threshold(call.Node.Float("alpha", 1f))),
        ["Swish"] = Swish,
        ["Clip"] = Clip,
        ["Cast"] = Cast,
        ["Identity"] = Identity,
        ["Dropout"] = Dropout,
    };

    private static void Emit(OnnxCall call, Operator @operator) => call.Emit(@operator, call.Input(0));

    /// <summary><c>x * sigmoid(alpha * x)</c></summary>
    private static void Swish(OnnxCall call)
    {
        float alpha = call.Node.Float("alpha", 1f);
        if (alpha == 1f)
        {
            Emit(call, new SiLU());
            return;
        }

        Node factor = call.Inner("alpha", new Tensor([], [alpha]));
        Node scaled = call.Inner("scaled", new Mul(), call.Input(0), factor);
        call.Emit(new Mul(), call.Input(0), call.Inner("sigmoid", new Sigmoid(), scaled));
    }

    private static void Selu(OnnxCall call)
    {
        float alpha = call.Node.Float("alpha", SeluAlpha);
        float gamma = call.Node.Float("gamma", SeluGamma);
        if (alpha == SeluAlpha && gamma == SeluGamma)
        {
            Emit(call, new SELU());
            return;
        }

        Node curve = call.Inner("elu", new ELU(alpha), call.Input(0));
        call.Emit(new Mul(), curve, call.Inner("gamma", new Tensor([], [gamma])));
    }

    /// <summary>The bounds are attributes up to version 10, and inputs from 11 on.</summary>
    private static void Clip(OnnxCall call)
    {
        float? low = call.Node.Has("min") ? call.Node.AnyFloat("min", 0f) : null;
        float? high = call.Node.Has("max") ? call.Node.AnyFloat("max", 0f) : null;
        low = call.Has(1) ? call.Number(1, "min") : low;
        high = call.Has(2) ? call.Number(2, "max") : high;
        Emit(call, (low, high) == (0f, 6f) ? new ReLU6() : new Clamp(low, high));
    }

    private static void Cast(OnnxCall call)
    {
        const int ToBool = 9;
        bool toFloat = call.Node.Int("to", 1) is 1 or 10 or 11 or 16;
        Operator cast = call.Node.Int("to", 1) == ToBool ? new ToBool()
            : toFloat || call.Value(0).IsInteger ? new Identity()
            : new ToInt();
        call.Emit(0, cast, [call.Input(0)], isInteger: !toFloat);
    }

    /// <summary>A second name for a tensor; it becomes a node only where a run computes the tensor.</summary>
    private static void Identity(OnnxCall call)
    {
        if (call.Value(0).Node is null)
        {
            call.Set(0, call.Value(0));
        }
        else
        {
            Emit(call, new Identity());
        }
    }

    /// <summary>In evaluation mode nothing is dropped, and the mask is 1 everywhere.</summary>
    private static void Dropout(OnnxCall call)
    {
        if (IsTraining(call))
        {
            throw OnnxRefusal.TrainingMode("drops elements at random");
        }

        Emit(call, new Dropout(call.Node.Float("ratio", 0.5f)));
        if (call.Wants(1))
        {
            LentShapes lent = call.Lend();
            call.Emit(1, new Full(lent.Map(call.ExtentsOf(0)), 1f), lent.Inputs, isInteger: true);
        }
    }

    /// <summary>
    /// From version 12 on an input is true in training mode. Earlier versions have no such input, but PyTorch writes a
    /// dropout with a mask in training mode only; the networks that Caffe2 wrote have masks that no node reads.
    /// </summary>
    private static bool IsTraining(OnnxCall call) => call.Opset >= 12
        ? call.Has(2) && call.Number(2, "training_mode") != 0f && !(call.Has(1) && call.Number(1, "ratio") == 0f)
        : call.Node.IsFromPyTorch
            && call.Wants(1)
            && !call.Node.Flag("is_test", false)
            && call.Node.Float("ratio", 0.5f) != 0f;
}
