using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// LSTM, GRU and RNN. One node computes the hidden states of all time steps; the last of them are selected from these,
/// and where a graph reads only the last ones, or the cell states, a node computes them.
/// </summary>
/// <remarks>Source: https://onnx.ai/onnx/operators/onnx__LSTM.html</remarks>
internal static class OnnxRecurrent
{
    private const int Lengths = 4;
    private const int InitialHidden = 5;
    private const int InitialCell = 6;

    /// <summary>From [N,T,I] and [N,D,H] to the order without a batch first, and for states back again.</summary>
    private static readonly int[] SwapFirst = [1, 0, 2];

    public static OnnxTable Table { get; } = new()
    {
        ["LSTM"] = call => Import(call, OnnxRecurrentWeights.LSTM(call), (weights, options) =>
            new LSTM(weights, options)),
        ["GRU"] = call => Import(call, OnnxRecurrentWeights.GRU(call), (weights, options) =>
            new GRU(weights, options)),
        ["RNN"] = call => Import(call, OnnxRecurrentWeights.RNN(call), (weights, options) =>
            new RNN(weights, options)),
    };

    private static void Import(
        OnnxCall call,
        RecurrentParameters weights,
        Func<RecurrentParameters, RecurrentOptions, RecurrentOperator> create)
    {
        bool isBatchFirst = call.Node.Flag("layout", false);
        if (call.RankOf(0) != 3)
        {
            throw new ShapeException($"expected an input of 3 axes, got {call.ShapeOf(0)}");
        }

        RecurrentOptions options = OnnxRecurrentOptions.Of(call, weights.WeightIh.Shape[0]) with
        {
            Lengths = LengthsOf(call, call.ExtentsOf(0)[isBatchFirst ? 1 : 0]),
        };
        Node[] inputs =
        [
            isBatchFirst ? call.Inner("steps", new Permute(SwapFirst), call.Input(0)) : call.Input(0),
            .. Initial(call, isBatchFirst, weights.WeightHh.Shape),
        ];
        Node? sequence = call.IsRead(0) ? Sequence(call, create(weights, options), inputs, isBatchFirst) : null;
        if (call.IsRead(1))
        {
            Node hidden = sequence is not null && options.Lengths is null
                ? Last(call, sequence, weights.WeightIh.Shape[0], options.IsReverse)
                : call.Inner("hidden", create(weights, options with { Result = RecurrentResult.Hidden }), inputs);
            SetState(call, 1, hidden, isBatchFirst);
        }

        if (call.IsRead(2))
        {
            SetState(
                call,
                2,
                call.Inner("cell", create(weights, options with { Result = RecurrentResult.Cell }), inputs),
                isBatchFirst);
        }
    }

    /// <summary>The hidden states of all time steps, [T,D,N,H], or [N,T,D,H] with the batch first.</summary>
    private static Node Sequence(OnnxCall call, RecurrentOperator @operator, Node[] inputs, bool isBatchFirst)
    {
        if (!isBatchFirst)
        {
            return call.Emit(@operator, inputs);
        }

        Node sequence = call.Inner("sequence", @operator, inputs);
        call.Emit(new Permute([2, 0, 1, 3]), sequence);
        return sequence;
    }

    /// <summary>The last hidden states, [D,N,H]: of the last time step forwards, of the first one backwards.</summary>
    private static Node Last(OnnxCall call, Node sequence, int directions, bool isReverse)
    {
        Node forwards = call.Inner("last", isReverse ? At(0, 0) : At(-1, 0), sequence);
        Node both = directions == 1
            ? forwards
            : call.Inner("last", new Concat(1), forwards, call.Inner("last", At(0, 1), sequence));
        return call.Inner("hidden", new Squeeze([0]), both);

        // One time step of one direction.
        static Slice At(int time, int direction) => new(
            new[] { time, direction }, new[] { time < 0 ? int.MaxValue : time + 1, direction + 1 });
    }

    private static void SetState(OnnxCall call, int output, Node state, bool isBatchFirst) => call.Set(
        output,
        OnnxValue.Of(isBatchFirst ? call.Inner("state", new Permute(SwapFirst), state) : state));

    /// <summary>The states before the first step: none where they are zeros, and for an LSTM both or none.</summary>
    private static Node[] Initial(OnnxCall call, bool isBatchFirst, Shape weight)
    {
        Node? hidden = State(call, InitialHidden, isBatchFirst);
        Node? cell = call.Node.Kind == "LSTM" ? State(call, InitialCell, isBatchFirst) : null;
        return cell is not null ? [hidden ?? Zeros(call, isBatchFirst, weight), cell]
            : hidden is not null ? [hidden]
            : [];
    }

    private static Node? State(OnnxCall call, int index, bool isBatchFirst)
    {
        if (!call.Has(index) || call.IsZero(index))
        {
            return null;
        }

        Node state = call.Input(index);
        return isBatchFirst ? call.Inner("initial", new Permute(SwapFirst), state) : state;
    }

    private static Node Zeros(OnnxCall call, bool isBatchFirst, Shape weight)
    {
        LentShapes lent = call.Lend();
        ShapeFormula shape = lent.Map([weight[0], call.ExtentsOf(0)[isBatchFirst ? 0 : 1], weight[2]]);
        return call.Inner("zeros", new Full(shape, 0f), lent.Inputs);
    }

    /// <summary>The lengths of sequences; null where all are as long as the input.</summary>
    private static int[]? LengthsOf(OnnxCall call, ShapeTerm steps)
    {
        if (!call.Has(Lengths))
        {
            return null;
        }

        if (call.Value(Lengths).AsTerms()?.Terms is not IReadOnlyList<ShapeTerm> lengths)
        {
            throw new OnnxRefusal("its sequence_lens are computed by the graph");
        }

        return lengths.All(length => call.AreEqual(length, steps)) ? null : call.Ints(Lengths, "sequence_lens");
    }
}
