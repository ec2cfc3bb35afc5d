using System.Buffers;
using System.Collections.Immutable;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Statistics;

/// <summary>
/// The statistics of one layer's activation, in one image or several, channel by channel and all together.
/// </summary>
/// <param name="Layer">All channels taken together.</param>
/// <param name="Channels">One entry per channel C of [N,C,H,W], or of a node's [N,H,W,C] where its channels are last,
/// or per feature of [N,features].</param>
public sealed record LayerStatistics(ChannelStatistics Layer, ImmutableArray<ChannelStatistics> Channels)
{
    /// <summary>Channels whose every value is exactly zero.</summary>
    public int DeadChannels => Channels.Count(static channel => channel.IsDead);

    /// <summary>Channels whose every value is the same and not zero.</summary>
    public int ConstantChannels => Channels.Count(static channel => channel.IsConstant && !channel.IsDead);

    /// <summary>Measures image <paramref name="n"/> of a batch.</summary>
    /// <param name="values"> [N,C,...]: any rank from 2 up; the axes after the channel axis are one channel's plane.
    /// </param>
    /// <param name="n">The image's index in the batch.</param>
    public static LayerStatistics Of(Tensor values, int n)
    {
        ArgumentNullException.ThrowIfNull(values);
        int image = values.Shape.Batch == 0 ? 0 : values.Values.Length / values.Shape.Batch;
        return Of(values.Values.Slice(n * image, image), values.Shape.With(0, 1), withHistograms: false);
    }

    /// <summary>Measures all images of a batch together.</summary>
    /// <param name="values">[N,C,...]: any rank from 2 up; a tensor of lower rank is one channel.</param>
    /// <param name="withHistograms">Makes a histogram of each channel too, which takes longer than all other
    /// statistics.</param>
    public static LayerStatistics Of(Tensor values, bool withHistograms = false)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Of(values.Values, values.Shape, withHistograms);
    }

    /// <summary>The statistics of two activations of the same layer taken together.</summary>
    /// <exception cref="ArgumentException">They have different numbers of channels.</exception>
    public static LayerStatistics Combine(LayerStatistics left, LayerStatistics right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.Channels.Length == right.Channels.Length
            ? new LayerStatistics(
                ChannelStatistics.Combine(left.Layer, right.Layer),
                [.. left.Channels.Zip(right.Channels, ChannelStatistics.Combine)])
            : throw new ArgumentException(
                $"{left.Channels.Length} channels cannot be taken together with {right.Channels.Length}.");
    }

    /// <summary>Makes the layer's statistics from those of its channels.</summary>
    internal static LayerStatistics Of(ImmutableArray<ChannelStatistics> channels) =>
        new(channels.Aggregate(ChannelStatistics.Empty, ChannelStatistics.Combine), channels);

    /// <summary>The statistics of a node's value, with its channels on the node's channel axis.</summary>
    /// <param name="node">The node.</param>
    /// <param name="values">[N,C,...], or [N,H,W,C] where <see cref="Node.ChannelsAreLast"/>.</param>
    /// <param name="withHistograms">As of any tensor.</param>
    public static LayerStatistics Of(Node node, Tensor values, bool withHistograms = false)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(values);
        return Of(node, values.Values, values.Shape, withHistograms);
    }

    /// <summary>The values of a node's output of this shape.</summary>
    internal static LayerStatistics Of(Node node, ReadOnlySpan<float> values, Shape shape, bool withHistograms)
    {
        if (!HasChannelsLast(node, shape))
        {
            return Of(values, shape, withHistograms);
        }

        // The channels one after the other, so that each is one span of values; the image of a value does not matter.
        (int pixels, int channels, _) = AxesOf(node, shape);
        float[] planes = ArrayPool<float>.Shared.Rent(values.Length);
        for (int c = 0; c < channels; c++)
        {
            for (int i = 0; i < pixels; i++)
            {
                planes[(c * pixels) + i] = values[(i * channels) + c];
            }
        }

        LayerStatistics statistics = Of(planes.AsSpan(0, values.Length), [1, channels, pixels], withHistograms);
        ArrayPool<float>.Shared.Return(planes);
        return statistics;
    }

    /// <summary>The values of a tensor of this shape.</summary>
    internal static LayerStatistics Of(ReadOnlySpan<float> values, Shape shape, bool withHistograms)
    {
        Span<int> counts = stackalloc int[withHistograms ? HistogramBins.Count : 0];
        (int batch, int channels, int plane) = AxesOf(shape);
        ImmutableArray<ChannelStatistics>.Builder each = ImmutableArray.CreateBuilder<ChannelStatistics>(channels);
        for (int c = 0; c < channels; c++)
        {
            ChannelStatistics channel = ChannelStatistics.Empty;
            counts.Clear();
            for (int n = 0; n < batch; n++)
            {
                ReadOnlySpan<float> numbers = values.Slice(((n * channels) + c) * plane, plane);
                channel = ChannelStatistics.Combine(channel, ChannelStatistics.Of(numbers));
                if (withHistograms)
                {
                    Histogram.Count(numbers, counts);
                }
            }

            each.Add(withHistograms ? channel with { Histogram = Histogram.Of(counts) } : channel);
        }

        return Of(each.MoveToImmutable());
    }

    /// <summary>The shape of a node's output as [N,C,plane]; where channels are last every pixel is an N, of one value.
    /// </summary>
    internal static (int Batch, int Channels, int Plane) AxesOf(Node node, Shape shape) =>
        HasChannelsLast(node, shape) ? (shape.CountOf(..3), shape[3], 1) : AxesOf(shape);

    private static bool HasChannelsLast(Node node, Shape shape) => node.ChannelsAreLast && shape.Rank == 4;

    /// <summary>Any shape as [N,C,plane].</summary>
    private static (int Batch, int Channels, int Plane) AxesOf(Shape shape) =>
        shape.Rank < 2 ? (1, 1, shape.Count) : (shape.Batch, shape.Channels, shape.CountOf(2..));
}
