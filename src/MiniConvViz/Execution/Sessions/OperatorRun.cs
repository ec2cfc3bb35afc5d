using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>Runs one operator by itself: for numbers that can be computed beforehand, and for questions about one
/// node.</summary>
internal static class OperatorRun
{
    /// <summary>What the operator makes of these inputs on a device.</summary>
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
