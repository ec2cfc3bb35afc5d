using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// The errors by tensor cores: runs the network again with the factors of its convolutions rounded to TF32, and
/// compares every node with PyTorch again. On a device without tensor cores the rounding is done beforehand and the
/// products in float32, which differs from a tensor core by the rounding of sums alone.
/// </summary>
internal sealed class Tf32Price(Network network, ReferenceFile reference, Device device, bool isolate)
{
    private readonly Tensor[] _read = new Tensor[network.Nodes.Count];
    private readonly Dictionary<Node, double> _errors = [];

    /// <summary>The nodes of a verification with their errors under TF32.</summary>
    public IReadOnlyList<NodeVerdict> AddTo(IReadOnlyList<NodeVerdict> nodes)
    {
        Dictionary<Node, NodeVerdict> compared = nodes.ToDictionary(node => node.Node);
        using Session session = new(network, device.HasTensorCores ? device.WithTensorCores() : device)
        {
            SumsOnly = true,
        };
        using Edit edit = session.Edit("*", activation => _read[activation.Node.Index] = Pass(activation, compared));
        session.Run(reference.InputsFor(network));
        return
        [
            .. nodes.Select(node => _errors.TryGetValue(node.Node, out double error)
                ? node with { Tf32RelativeL2 = error }
                : node),
        ];
    }

    /// <summary>Records a node's error, and returns the value for the nodes after it.</summary>
    private Tensor Pass(Activation activation, Dictionary<Node, NodeVerdict> compared)
    {
        Node node = activation.Node;
        Tensor ours = device.HasTensorCores ? activation.Values : Rounded(node) ?? activation.Values;
        if (node.Operator is Input)
        {
            return ours;
        }

        string key = compared.GetValueOrDefault(node)?.Key ?? node.Name;
        if (reference.ShapeOf(key)?.Count != ours.Shape.Count)
        {
            return ours;
        }

        Tensor theirs = reference.Find(key)!;
        _errors[node] = Difference.RelativeL2(ours.Values, theirs.Values);
        return isolate ? theirs.Reshape(ours.Shape) : ours;
    }

    /// <summary>A convolution of rounded values; null for operators that tensor cores do not support.</summary>
    private Tensor? Rounded(Node node)
    {
        if (node.Operator is not Conv2d convolution)
        {
            return null;
        }

        Tensor input = _read[node.Inputs[0].Index];
        return Conv2dGpuForms.TakesTensorCores(convolution.Geometry(input.Shape))
            ? OperatorRun.Run(device, convolution.WithWeights(Round(convolution.Weight), convolution.Bias), Round(input))
            : null;
    }

    private static Tensor Round(Tensor tensor)
    {
        Tensor rounded = new(tensor.Shape);
        for (int i = 0; i < tensor.Values.Length; i++)
        {
            rounded.Values[i] = Tf32.Round(tensor.Values[i]);
        }

        return rounded;
    }
}
