using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Taps;

/// <summary>
/// What one node computed in one run. The tensor belongs to its holder: the engine does not write to it again, unless
/// <see cref="Tap.Recycle"/> recycles it.
/// </summary>
public sealed class Activation(Node node, Tensor values)
{
    private Tensor? _values = values;

    /// <summary>The node that computed it.</summary>
    public Node Node { get; } = node;

    /// <summary>The node's name, such as <c>layer1.0.relu_1</c>.</summary>
    public string Name => Node.Name;

    /// <summary>Usually [N,C,H,W]; [N,features] after a flatten.</summary>
    public Shape Shape { get; } = values.Shape;

    /// <summary>The values, exactly as the next node read them.</summary>
    /// <exception cref="ObjectDisposedException">They were recycled.</exception>
    public Tensor Values => _values
        ?? throw new ObjectDisposedException(
            nameof(Activation),
            $"The values of {Node} were recycled; copy what you keep before {nameof(Tap.Recycle)}.");

    /// <summary>The engine made the array for this activation alone.</summary>
    internal bool IsRecyclable { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Node} {Shape}";

    /// <summary>Releases the values: their array, if the engine may use it again.</summary>
    internal float[]? Release()
    {
        float[]? array = IsRecyclable ? _values?.Data : null;
        _values = null;
        return array;
    }
}
