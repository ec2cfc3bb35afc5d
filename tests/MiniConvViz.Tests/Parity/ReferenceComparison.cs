using System.Globalization;
using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// Runs a network with every node tapped, and compares each with the activation that PyTorch wrote down for it.
/// </summary>
internal static class ReferenceComparison
{
    /// <summary>
    /// One node's errors: ours and PyTorch's float32, both against PyTorch's float64 where the file has it.
    /// </summary>
    public sealed record NodeError(string Node, string Kind, double Ours, double PyTorch)
    {
        /// <summary>The contract of docs/fidelity.md: at most 1.5 times PyTorch's own error, or 5e-6.</summary>
        public bool KeepsTheContract => Ours <= Math.Max(1.5 * PyTorch, NumericAssert.RelativeL2);
    }

    /// <summary>
    /// Compares every node that the file has (all must exist), and returns the errors in execution order.
    /// </summary>
    public static IReadOnlyList<NodeError> Compare(Network network, StateDict reference, Device device)
    {
        using Session session = new(network, device);
        using Tap tap = session.Tap("*");
        Assert.That(reference.TryGet("input", out WeightTensor? input), "the reference has an input");
        session.Run(input!.ToTensor());
        return
        [
            .. reference.Tensors
                .Where(tensor =>
                    tensor.Name != "input" && !tensor.Name.StartsWith("float64/", StringComparison.Ordinal))
                .Select(tensor => Compare(tap[tensor.Name], tensor, reference)),
        ];
    }

    /// <summary>Fails unless every node keeps the contract, and prints the worst.</summary>
    public static void AssertContract(IReadOnlyList<NodeError> errors, int nodes)
    {
        NodeError worst = errors.MaxBy(error => error.Ours)!;
        TestContext.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{errors.Count} nodes, worst {worst.Node}: {worst.Ours:E2} (PyTorch {worst.PyTorch:E2})"));
        Assert.That(errors, Has.Count.EqualTo(nodes));
        Assert.That(errors.Where(error => !error.KeepsTheContract), Is.Empty);
    }

    /// <summary>Fails unless the output of a run with nothing tapped, where convolutions fuse, keeps it too.</summary>
    public static void AssertFusedOutputKeepsTheContract(Network network, StateDict reference, Device device)
    {
        using Session session = new(network, device);
        Tensor output = session.Run(Get(reference, "input").ToTensor());
        double[] truth = Get(reference, "float64/" + network.Output.Name).ToDoubles();
        double ours = NumericAssert.RelativeError(output.Values, truth);
        double pytorch = NumericAssert.RelativeError(Get(reference, network.Output.Name).ToTensor().Values, truth);
        TestContext.Out.WriteLine($"{network.Name}, fused: {ours:E2} (PyTorch {pytorch:E2})");
        Assert.That(ours, Is.LessThanOrEqualTo(Math.Max(1.5 * pytorch, NumericAssert.RelativeL2)));
    }

    private static WeightTensor Get(StateDict file, string name) =>
        file.TryGet(name, out WeightTensor? tensor) ? tensor : throw new KeyNotFoundException(name);

    private static NodeError Compare(Activation activation, WeightTensor pytorch, StateDict reference)
    {
        Tensor single = pytorch.ToTensor();
        Assert.That(activation.Shape, Is.EqualTo(single.Shape), activation.Name);
        double[] truth = reference.TryGet("float64/" + pytorch.Name, out WeightTensor? wide)
            ? wide.ToDoubles()
            : pytorch.ToDoubles();
        return new NodeError(
            activation.Name,
            activation.Node.Operator.Kind,
            NumericAssert.RelativeError(activation.Values.Values, truth),
            NumericAssert.RelativeError(single.Values, truth));
    }
}
