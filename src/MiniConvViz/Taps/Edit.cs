using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Taps;

/// <summary>
/// A change made to activations on their way: the function gets what a node computed and returns what the next nodes
/// read instead. Disposing it ends the change.
/// </summary>
public sealed class Edit : IDisposable
{
    private readonly Func<Activation, Tensor> _change;
    private readonly Action<Edit> _remove;

    internal Edit(IReadOnlyList<Node> nodes, Func<Activation, Tensor> change, Action<Edit> remove) =>
        (Nodes, _change, _remove) = (nodes, change, remove);

    /// <summary>The nodes whose activations are changed, in execution order.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Ends the change; the next run is planned without it.</summary>
    public void Dispose() => _remove(this);

    /// <summary>What the following nodes shall read in place of the activation.</summary>
    /// <exception cref="NetworkException">The function returned another shape.</exception>
    internal Activation Apply(Activation activation)
    {
        Tensor changed = _change(activation)
            ?? throw new NetworkException(
                $"{activation.Node}: the edit returned null; return the activation's own Values to leave it");
        return changed.Shape == activation.Shape
            ? new Activation(activation.Node, changed)
            : throw new NetworkException(
                $"{activation.Node}: the edit returned {changed.Shape} but the next nodes expect {activation.Shape}");
    }
}
