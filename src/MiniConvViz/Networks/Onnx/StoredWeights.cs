using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// The weights of an ONNX file come with its operators; here is only noted what is remarkable about them.
/// </summary>
internal sealed class StoredWeights : IParameterSource
{
    private readonly WeightCheck _check = new();

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _check.Warnings;

    /// <summary>Looks at a weight that an operator reads.</summary>
    public void Look(string name, Tensor weight) => _check.Look(name, weight);

    /// <inheritdoc/>
    public Tensor Get(string name, Shape shape) =>
        throw new InvalidOperationException($"{name}: an ONNX operator brings its weights.");

    /// <inheritdoc/>
    public void Finish(string network)
    {
    }
}
