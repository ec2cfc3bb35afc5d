using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>Recurrent layers of awkward and larger sizes, and the variants of ONNX that PyTorch has not.</summary>
internal static class RecurrentCases
{
    private static readonly GateFunction[] Functions =
        [GateFunction.Sigmoid, GateFunction.Tanh, GateFunction.ReLU, GateFunction.Hardsigmoid(0.3f, 0.4f)];

    public static IEnumerable<OperatorCase> Create() => [.. Sizes(), .. Variants()];

    private static IEnumerable<OperatorCase> Sizes()
    {
        // time steps, batch, inputs, hidden, directions
        (int, int, int, int, int)[] sizes =
        [
            (1, 1, 1, 1, 1), (2, 1, 3, 1, 2), (13, 3, 17, 31, 2), (5, 33, 8, 16, 1), (24, 2, 40, 67, 2),
            (3, 1, 130, 129, 1), (31, 5, 1, 15, 2),
        ];
        foreach ((int steps, int batch, int inputs, int hidden, int directions) in sizes)
        {
            Shape input = [steps, batch, inputs];
            Shape state = [directions, batch, hidden];
            yield return AwkwardCases.Case(new LSTM(Parameters(4, inputs, hidden, directions)), input);
            yield return AwkwardCases.Case(new LSTM(Parameters(4, inputs, hidden, directions)), input, state, state);
            yield return AwkwardCases.Case(new GRU(Parameters(3, inputs, hidden, directions)), input, state);
            yield return AwkwardCases.Case(new RNN(Parameters(1, inputs, hidden, directions)), input);
            foreach (RecurrentResult result in Enum.GetValues<RecurrentResult>())
            {
                RecurrentOptions options = new() { Result = result, Lengths = Lengths(steps, batch) };
                yield return AwkwardCases.Case(
                    new LSTM(Parameters(4, inputs, hidden, directions, peepholes: true), options), input);
            }

            RecurrentOptions before = new() { ResetsBefore = true };
            yield return AwkwardCases.Case(new GRU(Parameters(3, inputs, hidden, directions), before), input);
            before = before with { Lengths = Lengths(steps, batch), Result = RecurrentResult.Hidden };
            yield return AwkwardCases.Case(new GRU(Parameters(3, inputs, hidden, directions), before), input, state);
        }
    }

    private static IEnumerable<OperatorCase> Variants()
    {
        Shape input = [6, 3, 5];
        Shape state = [1, 3, 7];
        foreach (RecurrentOptions options in OptionsOfVariants())
        {
            yield return AwkwardCases.Case(new LSTM(Parameters(4, 5, 7, 1, peepholes: true), options), input);
            yield return AwkwardCases.Case(new LSTM(Parameters(4, 5, 7, 1), options), input, state, state);
            yield return AwkwardCases.Case(new GRU(Parameters(3, 5, 7, 1), options), input, state);
            yield return AwkwardCases.Case(new RNN(Parameters(1, 5, 7, 1), options), input, state);
        }
    }

    private static IEnumerable<RecurrentOptions> OptionsOfVariants()
    {
        yield return new RecurrentOptions { IsReverse = true, Clip = 0.5f };
        yield return new RecurrentOptions { CouplesGates = true, ResetsBefore = true, Clip = 0.1f };
        yield return new RecurrentOptions { IsReverse = true, Lengths = [1, 6, 4] };
        foreach (GateFunction gate in Functions)
        {
            yield return new RecurrentOptions { Gate = gate };
            yield return new RecurrentOptions { Candidate = gate, ResetsBefore = true };
            yield return new RecurrentOptions { Output = gate, CouplesGates = true };
        }
    }

    /// <summary>From 1 to all time steps.</summary>
    private static int[] Lengths(int steps, int batch) => [.. Enumerable.Range(0, batch).Select(n => steps - (n % steps))];

    private static RecurrentParameters Parameters(
        int gates, int inputs, int hidden, int directions, bool peepholes = false)
    {
        return new RecurrentParameters(
            Scaled([directions, gates * hidden, inputs], 1),
            Scaled([directions, gates * hidden, hidden], 2),
            Scaled([directions, gates * hidden], 3),
            Scaled([directions, gates * hidden], 4),
            peepholes ? Scaled([directions, 3 * hidden], 5) : null);
    }

    /// <summary>Weights as layers are initialised: the smaller, the more of them are added up.</summary>
    private static Tensor Scaled(Shape shape, int seed)
    {
        Tensor tensor = SmallNetworks.Random(shape, seed);
        foreach (ref float value in tensor.Values)
        {
            value /= MathF.Sqrt(shape[^1]);
        }

        return tensor;
    }
}
