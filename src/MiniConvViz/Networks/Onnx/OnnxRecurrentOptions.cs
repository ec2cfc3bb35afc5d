using MiniConvViz.Kernels;
using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Onnx;

/// <summary>The attributes of LSTM, GRU and RNN.</summary>
internal static class OnnxRecurrentOptions
{
    /// <summary>The variants of a layer, but for the lengths of sequences.</summary>
    /// <exception cref="OnnxRefusal">An activation is not supported.</exception>
    public static RecurrentOptions Of(OnnxCall call, int directions)
    {
        OnnxNode node = call.Node;
        string direction = node.Text("direction", "forward");
        if (direction is not ("forward" or "reverse" or "bidirectional"))
        {
            throw node.Error($"has the direction '{direction}', expected forward, reverse or bidirectional");
        }

        if ((direction == "bidirectional") != (directions == 2))
        {
            throw node.Error($"has the direction '{direction}', but weights of {directions} directions");
        }

        float clip = node.Float("clip", 0f);
        GateFunction[] functions = Functions(node, directions);
        bool isRNN = node.Kind == "RNN";
        return new RecurrentOptions
        {
            IsReverse = direction == "reverse",
            Clip = clip > 0f ? clip : float.PositiveInfinity,
            Gate = isRNN ? null : functions[0],
            Candidate = isRNN ? functions[0] : functions[1],
            Output = functions.ElementAtOrDefault(2),
            CouplesGates = node.Flag("input_forget", false),
            ResetsBefore = node.Kind == "GRU" && !node.Flag("linear_before_reset", false),
        };
    }

    /// <summary>The functions of one direction; those of both must be the same.</summary>
    private static GateFunction[] Functions(OnnxNode node, int directions)
    {
        string[] usual = node.Kind switch
        {
            "LSTM" => ["Sigmoid", "Tanh", "Tanh"],
            "GRU" => ["Sigmoid", "Tanh"],
            _ => ["Tanh"],
        };
        string[] names = node.Texts("activations") ?? [.. Enumerable.Repeat(usual, directions).SelectMany(x => x)];
        if (names.Length != directions * usual.Length)
        {
            throw node.Error($"has {names.Length} activations, expected {directions * usual.Length}");
        }

        Queue<float> alpha = new(node.Floats("activation_alpha") ?? []);
        Queue<float> beta = new(node.Floats("activation_beta") ?? []);
        GateFunction[] functions = [.. names.Select(name => Function(name, alpha, beta))];
        return functions.Take(usual.Length).SequenceEqual(functions.TakeLast(usual.Length))
            ? [.. functions.Take(usual.Length)]
            : throw new OnnxRefusal("has other activations backwards than forwards");
    }

    /// <summary>Functions with parameters take them one after the other from the lists.</summary>
    private static GateFunction Function(string name, Queue<float> alpha, Queue<float> beta) =>
        name.ToUpperInvariant() switch
        {
            "SIGMOID" => GateFunction.Sigmoid,
            "TANH" => GateFunction.Tanh,
            "RELU" => GateFunction.ReLU,
            "HARDSIGMOID" => GateFunction.Hardsigmoid(
                alpha.TryDequeue(out float slope) ? slope : 0.2f, beta.TryDequeue(out float shift) ? shift : 0.5f),
            _ => throw new OnnxRefusal(
                $"has the activation '{name}'; Sigmoid, Tanh, Relu and HardSigmoid are supported"),
        };
}
