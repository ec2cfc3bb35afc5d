using System.Collections.Concurrent;
using MiniConvViz.Execution;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>
/// Runs cases of one operator as nodes of one network (<see cref="OperatorNetwork"/>), so that a device is opened once
/// per operator and not once per case. Every case is tapped, so nothing is fused. The outputs are kept for the tests of
/// the other cases.
/// </summary>
internal static class OperatorRuns
{
    private static readonly ConcurrentDictionary<RunKey, Dictionary<OperatorCase, Tensor>> Outputs = new();

    /// <summary>The device's output for a case; <paramref name="all"/> contains it and its siblings.</summary>
    /// <param name="device">The device.</param>
    /// <param name="wanted">The case.</param>
    /// <param name="all">The cases that it is run with.</param>
    /// <param name="inBlocks">Whether the inputs are offered in blocks of channels (<see cref="InBlocks"/>).</param>
    public static Tensor Output(
        Device device, OperatorCase wanted, IReadOnlyList<OperatorCase> all, bool inBlocks = false)
    {
        RunKey key = new(device.Name, wanted.Kind, all, inBlocks);
        return Outputs.GetOrAdd(key, _ => Run(device, all.Where(item => item.Kind == wanted.Kind), inBlocks))[wanted];
    }

    private static Dictionary<OperatorCase, Tensor> Run(
        Device device, IEnumerable<OperatorCase> cases, bool inBlocks)
    {
        OperatorNetwork network = OperatorNetwork.Of(cases, inBlocks);
        using Session session = new(network.Network, device);
        using Tap tap = session.Tap("case_*");
        session.Run(OperatorNetwork.Input);
        return tap.Activations.ToDictionary(
            activation => network.Cases[session.Network[activation.Name]], activation => activation.Values);
    }

    private sealed record RunKey(string Device, string Kind, IReadOnlyList<OperatorCase> All, bool InBlocks);
}
