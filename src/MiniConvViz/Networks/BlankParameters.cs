using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>
/// Zeros of the right shapes: enough to look at an architecture without weights. Untouched memory costs nothing, so
/// even VGG-16 is made in milliseconds.
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
