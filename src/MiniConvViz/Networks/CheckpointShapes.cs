using MiniConvViz.Formats;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>
/// Asks whether a checkpoint has an architecture's names and shapes, and gives up at the first that it has not.
/// </summary>
internal sealed class CheckpointShapes(StateDict checkpoint, Func<string, string>? olderKey = null) : IParameterSource
{
    private readonly CheckpointKeys _keys = new(checkpoint, olderKey);

    /// <summary>A shape without numbers, where the checkpoint has a tensor of that name and shape.</summary>
    public Tensor Get(string name, Shape shape) =>
        _keys.TryUse(name, out WeightTensor? tensor) && tensor.Shape == shape
            ? Tensor.ShapeOnly(shape)
            : throw new NetworkException($"{checkpoint.Path}: has no {name} {shape}");

    /// <inheritdoc/>
    public void TrainingOnly(string module) => _keys.AddTrainingOnly(module);

    /// <inheritdoc/>
    public void Finish(string network)
    {
        if (_keys.Unused.FirstOrDefault() is { } more)
        {
            throw new NetworkException($"{checkpoint.Path}: {network} has no {more}");
        }
    }
}
