using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>
/// Cases of one operator as parallel nodes of one network:
/// <code>
/// x --+-- Constant -- Conv2d (case 1)
///     +-- Constant -- Conv2d (case 2)
///     +-- ...
/// </code>
/// </summary>
/// <param name="Network">The network.</param>
/// <param name="Cases">The case that each node <c>case_*</c> stands for.</param>
internal sealed record OperatorNetwork(Network Network, IReadOnlyDictionary<Node, OperatorCase> Cases)
{
    /// <summary>The network's inputs.</summary>
    public static Tensor Input => new([1, 1, 1, 1]);

    /// <summary>Makes a network of cases.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="inBlocks">Whether the inputs are offered in blocks of channels (<see cref="InBlocks"/>).</param>
    public static OperatorNetwork Of(IEnumerable<OperatorCase> cases, bool inBlocks)
    {
        NetworkBuilder net = new(SmallNetworks.Card(channels: 1, size: 1), new BlankParameters());
        Node x = net.Input();
        Dictionary<Node, OperatorCase> byNode = [];
        foreach (OperatorCase item in cases)
        {
            Node[] inputs = [.. item.Inputs.Select(Constant)];
            byNode.Add(net.Apply($"case_{byNode.Count}", item.Operator, inputs), item);
        }

        return new OperatorNetwork(net.Build(), byNode);

        Node Constant(Tensor values)
        {
            Node constant = net.Apply("constant", new Constant(values), x);
            return inBlocks && Layouts.CanBeBlocked(values.Shape)
                ? net.Apply("blocks", new InBlocks(), constant)
                : constant;
        }
    }
}
