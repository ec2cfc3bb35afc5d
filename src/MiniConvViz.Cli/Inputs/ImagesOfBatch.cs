using System.Collections.Concurrent;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>
/// The activations of single images, copied from those of a batch. The copies' memory is reused for the next batch.
/// </summary>
internal sealed class ImagesOfBatch
{
    private readonly ConcurrentDictionary<(Node Node, int Image), Tensor> _copies = [];

    /// <summary>
    /// One image of a batch as a tensor of its own; the tensor of the last batch is reused where it has the same size.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="values">Its activations [N,...]; a tensor with another first axis is returned whole.</param>
    /// <param name="n">The image's index.</param>
    /// <param name="batch">N of the batch.</param>
    public Tensor Of(Node node, Tensor values, int n, int batch)
    {
        if (batch == 1 || values.Shape.Rank == 0 || values.Shape.Batch != batch)
        {
            return values;
        }

        Shape shape = values.Shape.With(0, 1);
        Tensor image = _copies.AddOrUpdate(
            (node, n), _ => new Tensor(shape), (_, last) => last.Shape == shape ? last : new Tensor(shape));
        values.Values.Slice(n * shape.Count, shape.Count).CopyTo(image.Values);
        return image;
    }
}
