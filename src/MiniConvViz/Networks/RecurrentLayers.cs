using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>
/// PyTorch's recurrent modules as nodes of a network. A module of several layers is a node per layer, and its output is
/// that of <c>module(x)[0]</c>: the hidden states of all time steps of the last layer, both directions side by side.
/// <code>input [T,N,I], output [T,N,D*H];   [N,T,I] and [N,T,D*H] with batch_first</code>
/// </summary>
public static class RecurrentLayers
{
    /// <summary>
    /// <c>nn.LSTM</c>; reads <c>NAME.weight_ih_l0</c>, <c>NAME.weight_hh_l0</c>, with <paramref name="bias"/>
    /// <c>NAME.bias_ih_l0</c> and <c>NAME.bias_hh_l0</c>, and the same of further layers and of <c>_reverse</c>.
    /// </summary>
    public static Node LSTM(
        this NetworkBuilder net,
        string name,
        Node input,
        int inputSize,
        int hiddenSize,
        int numLayers = 1,
        bool bias = true,
        bool batchFirst = false,
        bool bidirectional = false)
    {
        ModuleSizes sizes = new(4, inputSize, hiddenSize, numLayers, bias, batchFirst, bidirectional ? 2 : 1);
        return Add(net, name, input, sizes, weights => new LSTM(weights));
    }

    /// <summary><c>nn.GRU</c>; reads the same names as <see cref="LSTM"/>.</summary>
    public static Node GRU(
        this NetworkBuilder net,
        string name,
        Node input,
        int inputSize,
        int hiddenSize,
        int numLayers = 1,
        bool bias = true,
        bool batchFirst = false,
        bool bidirectional = false)
    {
        ModuleSizes sizes = new(3, inputSize, hiddenSize, numLayers, bias, batchFirst, bidirectional ? 2 : 1);
        return Add(net, name, input, sizes, weights => new GRU(weights));
    }

    private static Node Add(
        NetworkBuilder net,
        string name,
        Node input,
        ModuleSizes sizes,
        Func<RecurrentParameters, RecurrentOperator> create)
    {
        ArgumentNullException.ThrowIfNull(net);
        Node x = sizes.IsBatchFirst ? net.Apply($"{name}.steps", new Permute([1, 0, 2]), input) : input;
        for (int layer = 0; layer < sizes.Layers; layer++)
        {
            bool isLast = layer == sizes.Layers - 1;
            int features = layer == 0 ? sizes.Inputs : sizes.Directions * sizes.Hidden;
            Node states = net.Apply($"{name}.l{layer}", create(Parameters(net, name, layer, features, sizes)), x);
            int[] order = isLast && sizes.IsBatchFirst ? [2, 0, 1, 3] : [0, 2, 1, 3];
            Node rows = net.Apply($"{name}.l{layer}.permute", new Permute(order), states);
            x = net.Apply(isLast ? name : $"{name}.l{layer}.view", new Reshape(new[] { 0, 0, -1 }), rows);
        }

        return x;
    }

    private static RecurrentParameters Parameters(
        NetworkBuilder net, string name, int layer, int features, ModuleSizes sizes)
    {
        int rows = sizes.Gates * sizes.Hidden;
        return new RecurrentParameters(
            Of("weight_ih", [rows, features]),
            Of("weight_hh", [rows, sizes.Hidden]),
            sizes.HasBias ? Of("bias_ih", [rows]) : null,
            sizes.HasBias ? Of("bias_hh", [rows]) : null);

        Tensor Of(string kind, Shape shape)
        {
            Tensor[] directions =
            [
                net.Parameter(name, $"{kind}_l{layer}", shape),
                .. sizes.Directions == 1 ? [] : new[] { net.Parameter(name, $"{kind}_l{layer}_reverse", shape) },
            ];
            float[] values = [.. directions.SelectMany(direction => direction.Data)];
            Shape both = [sizes.Directions, .. shape.Extents];

            // A tensor that the checkpoint lacks has a shape only.
            return values.Length == both.Count ? new Tensor(both, values) : Tensor.ShapeOnly(both);
        }
    }

    private sealed record ModuleSizes(
        int Gates, int Inputs, int Hidden, int Layers, bool HasBias, bool IsBatchFirst, int Directions);
}
