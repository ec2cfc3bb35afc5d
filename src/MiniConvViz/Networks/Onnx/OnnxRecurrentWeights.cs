using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// The weights of LSTM, GRU and RNN in PyTorch's order of gates.
/// <code>
///        ONNX         PyTorch
/// LSTM   i o f c      i f g o     (c is g)
/// GRU    z r h        r z n       (h is n)
/// </code>
/// </summary>
internal static class OnnxRecurrentWeights
{
    private const int Peephole = 7;

    private static readonly int[] GatesOfLSTM = [0, 2, 3, 1];
    private static readonly int[] GatesOfGRU = [1, 0, 2];
    private static readonly int[] GatesOfRNN = [0];
    private static readonly int[] PeepholesOfLSTM = [0, 2, 1];

    public static RecurrentParameters LSTM(OnnxCall call)
    {
        RecurrentParameters weights = Of(call, GatesOfLSTM);
        Tensor? peephole = call.OptionalWeight(Peephole, "peepholes");
        return weights with
        {
            Peephole = peephole is null
                ? null
                : Ordered(call, peephole, [peephole.Shape[0], 3 * weights.WeightHh.Shape[2]], PeepholesOfLSTM, 0),
        };
    }

    public static RecurrentParameters GRU(OnnxCall call) => Of(call, GatesOfGRU);

    public static RecurrentParameters RNN(OnnxCall call) => Of(call, GatesOfRNN);

    private static RecurrentParameters Of(OnnxCall call, int[] gates)
    {
        Tensor input = call.Weight(1, "weight W");
        Tensor hidden = call.Weight(2, "weight R");
        if (input.Shape.Rank != 3 || hidden.Shape.Rank != 3
            || (long)hidden.Shape[1] != (long)gates.Length * hidden.Shape[2])
        {
            throw new ShapeException(
                $"expected W [D,{gates.Length}*H,I] and R [D,{gates.Length}*H,H], got {input.Shape} and {hidden.Shape}");
        }

        (int directions, int size) = (hidden.Shape[0], hidden.Shape[2]);
        if (call.Node.Int("hidden_size", size) != size)
        {
            throw new ShapeException(
                $"has hidden_size {call.Node.Int("hidden_size", size)}, but R is {hidden.Shape}");
        }

        int rows = gates.Length * size;
        Tensor? bias = call.OptionalWeight(3, "bias");
        Shape half = [directions, rows];
        if (bias is not null && bias.Shape != [directions, 2 * rows])
        {
            throw new ShapeException($"expected a bias [{directions},{2 * rows}], got {bias.Shape}");
        }

        return new RecurrentParameters(
            Ordered(call, input, [directions, rows, input.Shape[2]], gates, 0),
            Ordered(call, hidden, hidden.Shape, gates, 0),
            bias is null ? null : Ordered(call, bias, half, gates, 0),
            bias is null ? null : Ordered(call, bias, half, gates, gates.Length));
    }

    /// <summary>The rows of some gates of both directions, in another order.</summary>
    /// <param name="call">The operator.</param>
    /// <param name="weight">[D,G*H,...]</param>
    /// <param name="shape">The shape of the result, [D,gates*H,...].</param>
    /// <param name="gates">The gates of the result, each by its place among the weight's.</param>
    /// <param name="first">The place of the first gate.</param>
    private static Tensor Ordered(OnnxCall call, Tensor weight, Shape shape, int[] gates, int first)
    {
        if (weight.Shape == shape && gates.Length == 1)
        {
            return weight;
        }

        call.TakeNow(shape);
        Tensor ordered = new(shape);
        int gate = shape.CountOf(1..) / gates.Length;
        int direction = weight.Shape.CountOf(1..);
        if (weight.Shape[0] != shape[0] || direction < (first + gates.Length) * (long)gate)
        {
            throw new ShapeException($"expected a weight {shape}, got {weight.Shape}");
        }

        for (int d = 0; d < shape[0]; d++)
        {
            for (int g = 0; g < gates.Length; g++)
            {
                weight.Values.Slice((d * direction) + ((first + gates[g]) * gate), gate)
                    .CopyTo(ordered.Values[(((d * gates.Length) + g) * gate)..]);
            }
        }

        return ordered;
    }
}
