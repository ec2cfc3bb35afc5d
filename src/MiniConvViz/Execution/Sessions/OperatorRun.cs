using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// Runs one operator by itself: for values that can be computed beforehand, and for tests of a single node.
/// </summary>
internal static class OperatorRun
{
    /// <summary>The operator's output for these inputs on a device.</summary>
    /// <exception cref="NetworkException">It cannot take them.</exception>
    /// <exception cref="DeviceException">The device fails.</exception>
    public static Tensor Run(Device device, Operator @operator, params IReadOnlyList<Tensor> inputs)
    {
        NetworkBuilder net = new(ModelCard.Unknown(@operator.Kind), new BlankParameters());
        Node[] operands = [.. inputs.Select(input => net.Apply("operand", new Constant(input)))];
        net.Apply(@operator.Kind, @operator, operands);
        using Session session = new(net.Build(), device) { SumsOnly = true };
        return session.Run([]);
    }
}
