using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Taps;

/// <summary>
/// A change made to activations during a run: the function receives a node's value and returns the value that the next
/// nodes read instead. Disposing it ends the change.
/// </summary>
public sealed class Edit : IValueEditor, IDisposable
{
    private readonly Session _session;
    private readonly Func<Activation, Tensor> _change;

    internal Edit(Session session, IReadOnlyList<Node> nodes, Func<Activation, Tensor> change)
    {
        (_session, Nodes, _change) = (session, nodes, change);
        session.Watch(this);
    }

    /// <summary>The nodes whose activations are changed, in execution order.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Ends the change; the next run is planned without it.</summary>
    public void Dispose() => _session.Unwatch(this);

    /// <exception cref="NetworkException">The function returned another shape.</exception>
    Tensor IValueEditor.Edit(Node node, Tensor values)
    {
        Activation activation = new(node, values) { IsRecyclable = true };
        Tensor changed = _change(activation)
            ?? throw new NetworkException(
                $"{node}: the edit returned null; return the activation's own Values to leave it");
        return changed.Shape == activation.Shape
            ? changed
            : throw new NetworkException(
                $"{node}: the edit returned {changed.Shape} but the next nodes expect {activation.Shape}");
    }
}
