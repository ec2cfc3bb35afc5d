using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>Operators of two or more tensors that are broadcast to one shape.</summary>
internal static class OnnxArithmetic
{
    public static OnnxTable Table { get; } = new()
    {
        ["Add"] = call => Binary(call, new Add()),
        ["Sub"] = call => Binary(call, new Sub()),
        ["Mul"] = call => Binary(call, new Mul()),
        ["Div"] = Div,
        ["Pow"] = call => Binary(call, new Pow()),
        ["PRelu"] = PRelu,
        ["Min"] = call => Chain(call, () => new Minimum()),
        ["Max"] = call => Chain(call, () => new Maximum()),
        ["Sum"] = call => Chain(call, () => new Add()),
        ["Mean"] = MeanOfInputs,
    };

    private static void Binary(OnnxCall call, Operator @operator) => call.Emit(@operator, call.Input(0), Right(call));

    /// <summary>
    /// Up to version 6 there is one slope per channel, [C]; later versions broadcast the slopes, and PyTorch's one per
    /// channel are [C,1,1].
    /// </summary>
    private static void PRelu(OnnxCall call)
    {
        if (call.Opset < 7 || SlopesAreOfChannels(call))
        {
            Tensor slopes = call.Weight(1, "slope");
            call.Emit(new PReLU(call.Opset < 7 ? slopes : slopes.Reshape([slopes.Shape.Count])), call.Input(0));
        }
        else
        {
            Binary(call, new PReLU());
        }
    }

    private static bool SlopesAreOfChannels(OnnxCall call)
    {
        if (call.Constant(1) is not Tensor slopes)
        {
            return false;
        }

        (Shape shape, Shape input) = (slopes.Shape, call.ShapeOf(0));
        int channels = 1 - (input.Rank - shape.Rank);
        return input.Rank >= 2 && shape.Rank <= input.Rank && shape.Count > 0
            && (shape.Count == 1
                || (channels >= 0 && channels < shape.Rank && shape[channels] == shape.Count
                    && shape.Count == input.Channels));
    }

    /// <summary>Integers are divided without remainder.</summary>
    private static void Div(OnnxCall call)
    {
        if (call.Value(0).IsInteger)
        {
            call.Emit(new ToInt(), call.Inner("div", new Div(), call.Input(0), Right(call)));
        }
        else
        {
            Binary(call, new Div());
        }
    }

    /// <summary>
    /// The second operand. Up to version 6 it is broadcast only where an attribute says so, from one axis of the first
    /// operand on: [C] from axis 1 of [N,C,H,W] on.
    /// </summary>
    internal static Node Right(OnnxCall call)
    {
        if (call.Opset >= 7 || !call.Node.Has("axis") || !call.Node.Flag("broadcast", false))
        {
            return call.Input(1);
        }

        int axis = Axis.Resolve(call.Node.Int("axis", 0), call.RankOf(0));
        int trailing = call.RankOf(0) - axis - call.RankOf(1);
        return trailing <= 0
            ? call.Input(1)
            : call.Inner(
                "right",
                new Unsqueeze(Enumerable.Range(call.RankOf(1), trailing)),
                call.Input(1));
    }

    private static void Chain(OnnxCall call, Func<Operator> create)
    {
        Node result = ChainButLast(call, create);
        if (call.Count == 1)
        {
            call.Emit(new Identity(), result);
        }
        else
        {
            call.Emit(create(), result, call.Input(call.Count - 1));
        }
    }

    private static Node ChainButLast(OnnxCall call, Func<Operator> create)
    {
        Node result = call.Input(0);
        for (int i = 1; i < call.Count - 1; i++)
        {
            result = call.Inner("part", create(), result, call.Input(i));
        }

        return result;
    }

    private static void MeanOfInputs(OnnxCall call)
    {
        Node sum = ChainButLast(call, () => new Add());
        sum = call.Count == 1 ? sum : call.Inner("part", new Add(), sum, call.Input(call.Count - 1));
        call.Emit(new Div(), sum, call.Inner("count", new Tensor([], [call.Count])));
    }
}
