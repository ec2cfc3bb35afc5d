using MiniConvViz.Analysis;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>One layer of our run, of PyTorch's, and the difference: three grids with the same channels.</summary>
public static class ComparisonPictures
{
    private const int MostChannels = 16;

    /// <summary>The image of the batch and the channels where the difference is largest, zero in the middle.</summary>
    /// <returns>A title and a picture for each; none for tensors that are neither maps nor vectors.</returns>
    public static IReadOnlyList<(string Title, Picture Picture)> Draw(NodeVerdict node, Tensor ours, Tensor theirs)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(ours);
        ArgumentNullException.ThrowIfNull(theirs);
        if (new FeatureMap(node.Node.Name, "ours", ours).Obstacle is not null)
        {
            return [];
        }

        if (node.Node.ChannelsAreLast)
        {
            (ours, theirs) = (FeatureMap.ChannelsFirst(ours), FeatureMap.ChannelsFirst(theirs));
        }

        Tensor difference = Difference(ours, theirs);
        GridOptions options = GridOptions.Default with
        {
            Channels = Worst(difference, node.Worst?.Position[0] ?? 0),
            BatchIndex = node.Worst?.Position[0] ?? 0,
            Normalize = Normalization.Symmetric,
        };
        GridOptions common = options with { Normalize = CommonRange(ours, theirs), ColorMap = ColorMap.Coolwarm };
        return
        [
            ("ours", Draw(node, "ours", ours, common)),
            ("PyTorch", Draw(node, "PyTorch", theirs, common)),
            ("difference", Draw(node, "ours - PyTorch", difference, options)),
        ];
    }

    private static Picture Draw(NodeVerdict node, string what, Tensor values, GridOptions options) =>
        FeatureMapGrid.Draw(new FeatureMap(node.Node.Name, what, values), options);

    private static Tensor Difference(Tensor ours, Tensor theirs)
    {
        Tensor difference = new(ours.Shape);
        for (int i = 0; i < difference.Values.Length; i++)
        {
            difference.Values[i] = ours.Values[i] == theirs.Values[i] ? 0 : ours.Values[i] - theirs.Values[i];
        }

        return difference;
    }

    private static ChannelSelection Worst(Tensor difference, int image)
    {
        IEnumerable<int> worst = Enumerable.Range(0, difference.Shape.Channels)
            .OrderByDescending(c => Largest(difference.Channel(image, c)))
            .Take(MostChannels)
            .Order();
        return ChannelSelection.Of([.. worst]);
    }

    /// <summary>NaN counts as more than everything.</summary>
    private static float Largest(ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float value in values)
        {
            largest = Math.Max(largest, float.IsNaN(value) ? float.PositiveInfinity : Math.Abs(value));
        }

        return largest;
    }

    /// <summary>One range for both, so that a colour has one meaning.</summary>
    private static Normalization CommonRange(Tensor ours, Tensor theirs)
    {
        float limit = 0;
        foreach (Tensor tensor in (Tensor[])[ours, theirs])
        {
            foreach (float value in tensor.Values)
            {
                limit = float.IsFinite(value) ? Math.Max(limit, Math.Abs(value)) : limit;
            }
        }

        return limit > 0 ? Normalization.Fixed(-limit, limit) : Normalization.Symmetric;
    }
}
