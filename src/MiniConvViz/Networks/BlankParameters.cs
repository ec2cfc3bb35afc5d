using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>
/// Zeros of the right shapes: enough to inspect an architecture without weights. The operating system allocates
/// untouched pages lazily, so that even VGG-16 is made in milliseconds.
/// </summary>
public sealed class BlankParameters : IParameterSource
{
    /// <inheritdoc/>
    public Tensor Get(string name, Shape shape) => new(shape);

    /// <inheritdoc/>
    public void Finish(string network)
    {
    }
}
