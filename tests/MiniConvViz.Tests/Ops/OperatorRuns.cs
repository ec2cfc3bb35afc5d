using System.Collections.Concurrent;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>
/// Runs cases of one operator as nodes of one network, side by side, so that a device is opened once per operator and
/// not once per case:
/// <code>
/// x --+-- Constant -- Conv2d (case 1)
///     +-- Constant -- Conv2d (case 2)
///     +-- ...
/// </code>
/// Every case is tapped, so nothing is fused. What came out is kept for the tests that ask for the other cases.
/// </summary>
internal static class OperatorRuns
{
    private static readonly ConcurrentDictionary<RunKey, Dictionary<OperatorCase, Tensor>> Outputs = new();

    /// <summary>What the device makes of a case; <paramref name="all"/> holds it and its siblings.</summary>
    /// <param name="device">The device.</param>
    /// <param name="wanted">The case.</param>
    /// <param name="all">The cases that it is run with.</param>
    /// <param name="inBlocks">Offer the inputs in blocks of channels (<see cref="InBlocks"/>).</param>
    public static Tensor Output(
        Device device, OperatorCase wanted, IReadOnlyList<OperatorCase> all, bool inBlocks = false)
    {
        RunKey key = new(device.Name, wanted.Kind, all, inBlocks);
        return Outputs.GetOrAdd(key, _ => Run(device, all.Where(item => item.Kind == wanted.Kind), inBlocks))[wanted];
    }

    private static Dictionary<OperatorCase, Tensor> Run(
        Device device, IEnumerable<OperatorCase> cases, bool inBlocks)
    {
        NetworkBuilder net = new(SmallNetworks.Card(channels: 1, size: 1), new BlankParameters());
        Node x = net.Input();
        Dictionary<string, OperatorCase> byNode = [];
        foreach (OperatorCase item in cases)
        {
            Node[] inputs = [.. item.Inputs.Select(Input)];
            byNode.Add(net.Apply($"case_{byNode.Count}", item.Operator, inputs).Name, item);
        }

        using Session session = new(net.Build(), device);
        using Tap tap = session.Tap("case_*");
        session.Run(new Tensor([1, 1, 1, 1]));
        return tap.Activations.ToDictionary(activation => byNode[activation.Name], activation => activation.Values);

        Node Input(Tensor values)
        {
            Node constant = net.Apply("constant", new Constant(values), x);
            return inBlocks && Layouts.CanBeBlocked(values.Shape)
                ? net.Apply("blocks", new InBlocks(), constant)
                : constant;
        }
    }

    private sealed record RunKey(string Device, string Kind, IReadOnlyList<OperatorCase> All, bool InBlocks);
}
