using MiniConvViz.Formats;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>
/// Counts the tensors of a checkpoint that an architecture has under the same name and in the same shape. It stops when
/// more tensors differ than the checkpoint has: the two are unrelated then.
/// </summary>
/// <param name="checkpoint">The tensors.</param>
/// <param name="olderKey">The name of a parameter in older checkpoints.</param>
/// <param name="givesUp">False to count to the end: a part of a network agrees in few of its tensors.</param>
internal sealed class CheckpointAgreement(
    StateDict checkpoint, Func<string, string>? olderKey, bool givesUp = true) : IParameterSource
{
    private readonly CheckpointKeys _keys = new(checkpoint, olderKey);
    private int _asked;

    /// <summary>Tensors that agree so far.</summary>
    public int Agreeing { get; private set; }

    /// <summary>Agreeing tensors, as a share of all that either side has: 1 for a checkpoint that fits.</summary>
    public double Share => (double)Agreeing / (_asked + _keys.Needed.Count() - Agreeing);

    /// <inheritdoc/>
    public Tensor Get(string name, Shape shape)
    {
        _asked++;
        Agreeing += _keys.TryUse(name, out WeightTensor? tensor) && tensor.Shape == shape ? 1 : 0;
        return !givesUp || _asked - Agreeing <= checkpoint.Tensors.Count
            ? Tensor.ShapeOnly(shape)
            : throw new NetworkException($"{checkpoint.Path}: is not near; {name} {shape} is one of many it lacks");
    }

    /// <inheritdoc/>
    public void TrainingOnly(string module) => _keys.AddTrainingOnly(module);

    /// <inheritdoc/>
    public void Finish(string network)
    {
    }
}
