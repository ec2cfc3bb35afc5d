using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>
/// The number of images that go through the network at once: larger batches are faster, within the limits of memory
/// and of the network.
/// </summary>
internal static class BatchSize
{
    private const int Most = 8;

    /// <summary>The most bytes for the kept activations of one batch.</summary>
    private const long MostKept = 256L << 20;

    /// <summary>The batch size for inputs of these shapes, each of one image.</summary>
    /// <param name="network">The network.</param>
    /// <param name="watched">The nodes whose activations are drawn or measured.</param>
    /// <param name="areKept">Whether all of those are in memory at the end of a run.</param>
    /// <param name="one">The shapes of one image's inputs.</param>
    /// <param name="images">The number of images in all.</param>
    public static int For(
        Network network, IReadOnlyList<Node> watched, bool areKept, IReadOnlyList<Shape> one, int images)
    {
        if (FixedBatch.Of(network, one) is int size)
        {
            return size;
        }

        if (images == 1 || one.Any(shape => shape.Rank < 2 || shape.Batch != 1))
        {
            return 1;
        }

        Shape[] shapes = network.InferShapes(one);
        long bytes = areKept ? sizeof(float) * watched.Sum(node => (long)shapes[node.Index].Count) : 0;
        int many = (int)Math.Clamp(MostKept / Math.Max(bytes, 1), 1, Math.Min(Most, images));
        return CanTake(many) ? many : 1;

        // An exported network may take one image only, or have outputs without a batch axis.
        bool CanTake(int batch)
        {
            try
            {
                Shape[] batched = network.InferShapes([.. one.Select(shape => shape.With(0, batch))]);
                return watched.Append(network.Output).All(node =>
                    shapes[node.Index] is { Rank: > 0, Batch: 1 } single
                    && batched[node.Index] == single.With(0, batch));
            }
            catch (Exception problem) when (problem is NetworkException or ArgumentException)
            {
                return false;
            }
        }
    }
}
