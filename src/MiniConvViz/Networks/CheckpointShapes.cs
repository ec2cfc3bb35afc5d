using MiniConvViz.Formats;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>
/// Asks whether a checkpoint has an architecture's names and shapes, and gives up at the first that it has not.
/// </summary>
internal sealed class CheckpointShapes(StateDict checkpoint) : IParameterSource
{
    private readonly HashSet<string> _used = [];

    /// <summary>Zeros, where the checkpoint has a tensor of that name and shape.</summary>
    public Tensor Get(string name, Shape shape) =>
        checkpoint.TryGet(name, out WeightTensor? tensor) && tensor.Shape == shape && _used.Add(name)
            ? new Tensor(shape)
            : throw new NetworkException($"{checkpoint.Path}: has no {name} {shape}");

    /// <inheritdoc/>
    public void Finish(string network)
    {
        if (checkpoint.Tensors.FirstOrDefault(
            tensor => !_used.Contains(tensor.Name) && !IsBookkeeping(tensor.Name)) is { } more)
        {
            throw new NetworkException($"{checkpoint.Path}: {network} has no {more}");
        }
    }

    /// <summary>Batch norms count their training batches; inference has no use for it.</summary>
    internal static bool IsBookkeeping(string name) => name.EndsWith("num_batches_tracked", StringComparison.Ordinal);
}
