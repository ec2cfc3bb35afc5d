using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>
/// How many pictures go through the network at once: more are faster, as far as memory and the network allow.
/// </summary>
internal static class BatchSize
{
    private const int Most = 8;

    /// <summary>Bytes that the kept activations of one batch may fill.</summary>
    private const long MostKept = 256L << 20;

    /// <summary>The batch size for inputs of these shapes, each of one image.</summary>
    /// <param name="network">The network.</param>
    /// <param name="watched">The nodes whose activations are looked at.</param>
    /// <param name="areKept">Whether all of those are in memory at the end of a run.</param>
    /// <param name="one">The shapes of one image's inputs.</param>
    /// <param name="images">How many there are in all.</param>
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

        // An exported network may be made for one image only, or compute something that belongs to no image.
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
