using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// <c>nn.ReLU(inplace=True)</c> overwrites the tensor that a hook kept of the node before it: the reference has the
/// activation's output.
/// </summary>
internal sealed class InPlaceActivation : IHypothesis
{
    public string Name => "reference captured after an in-place ReLU";

    public string Remedy => "keep output.clone() in the hook, or write the reference with weights/dump_reference.py";

    public IEnumerable<Conjecture?> TryOn(Divergence divergence)
    {
        if (Activations.Contains(divergence.Operator) || divergence.Ours.Shape != divergence.Theirs.Shape)
        {
            return [];
        }

        Operator[] activations =
        [
            .. divergence.Network.Nodes
                .Where(node => node.Inputs.Contains(divergence.Node) && Activations.Contains(node.Operator))
                .Select(node => node.Operator),
        ];
        return (activations.Length > 0 ? activations : [new ReLU()])
            .Select(activation => After(activation, divergence));
    }

    private static Conjecture After(Operator activation, Divergence divergence)
    {
        Tensor output = OperatorRun.Run(divergence.Device, activation, divergence.Ours);
        ErrorBound before = ErrorBound.Of(divergence.Operator.BoundRounding(divergence.Inputs, divergence.Ours));
        ErrorBound own = ErrorBound.Of(activation.BoundRounding([divergence.Ours], divergence.Theirs));
        return new Conjecture(
            $"PyTorch's values are those after {activation.Kind}",
            output,
            ErrorBound.Propagated(activation, [divergence.Ours], [before], own));
    }
}
