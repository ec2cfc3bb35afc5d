using MiniConvViz.Formats;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>
/// Tests whether a checkpoint has an architecture's names and shapes, up to the first that is missing.
/// </summary>
/// <param name="checkpoint">The tensors.</param>
/// <param name="olderKey">The name of a parameter in older checkpoints of the architecture, if it was renamed.</param>
/// <param name="withoutHead">Whether the last layers must be missing; all others must exist.</param>
internal sealed class CheckpointShapes(
    StateDict checkpoint, Func<string, string>? olderKey = null, bool withoutHead = false) : IParameterSource
{
    private readonly CheckpointKeys _keys = new(checkpoint, olderKey);
    private int _found;
    private int _missing;

    /// <summary>A tensor without elements, where the checkpoint has a tensor of that name and shape.</summary>
    public Tensor Get(string name, Shape shape)
    {
        bool isThere = _keys.TryUse(name, out WeightTensor? tensor);
        if (isThere && tensor!.Shape == shape && _missing == 0)
        {
            _found++;
            return Tensor.ShapeOnly(shape);
        }

        if (!isThere && withoutHead)
        {
            _missing++;
            return Tensor.ShapeOnly(shape);
        }

        throw new NetworkException($"{checkpoint.Path}: has no {name} {shape}");
    }

    /// <inheritdoc/>
    public void TrainingOnly(string module) => _keys.AddTrainingOnly(module);

    /// <inheritdoc/>
    public void Finish(string network)
    {
        if (_keys.Unused.FirstOrDefault() is { } more)
        {
            throw new NetworkException($"{checkpoint.Path}: {network} has no {more}");
        }

        if (withoutHead && (_missing == 0 || _found <= _missing))
        {
            throw new NetworkException($"{checkpoint.Path}: is not {network} without its last layers");
        }
    }
}
