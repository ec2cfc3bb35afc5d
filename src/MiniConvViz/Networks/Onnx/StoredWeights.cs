using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Checks the weights of an ONNX file; the operators themselves contain them.
/// </summary>
internal sealed class StoredWeights : IParameterSource
{
    private readonly WeightCheck _check = new();

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _check.Warnings;

    /// <summary>Checks a weight that an operator reads.</summary>
    public void Look(string name, Tensor weight) => _check.Look(name, weight);

    /// <inheritdoc/>
    public Tensor Get(string name, Shape shape) =>
        throw new InvalidOperationException($"{name}: an ONNX operator contains its weights.");

    /// <inheritdoc/>
    public void Finish(string network)
    {
    }
}
