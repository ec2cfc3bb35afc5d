using System.Collections.Immutable;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>The statistics of one image's activation in one layer, channel by channel and all together.</summary>
/// <param name="Layer">All channels taken together.</param>
/// <param name="Channels">One entry per channel C of [N,C,H,W], or per feature of [N,features].</param>
public sealed record LayerStatistics(ChannelStatistics Layer, ImmutableArray<ChannelStatistics> Channels)
{
    /// <summary>Channels whose every value is exactly zero.</summary>
    public int DeadChannels => Channels.Count(static channel => channel.IsDead);

    /// <summary>Channels that hold one number other than zero everywhere.</summary>
    public int ConstantChannels => Channels.Count(static channel => channel.IsConstant && !channel.IsDead);

    /// <summary>Measures image <paramref name="n"/> of a batch.</summary>
    /// <param name="values">
    /// [N,C,...]: any rank from 2 up; what follows the channel axis is one channel's plane.
    /// </param>
    /// <param name="n">The image's index in the batch.</param>
    public static LayerStatistics Of(Tensor values, int n)
    {
        ArgumentNullException.ThrowIfNull(values);
        int channels = values.Shape.Channels;
        int image = values.Shape.Batch == 0 ? 0 : values.Values.Length / values.Shape.Batch;
        int plane = channels == 0 ? 0 : image / channels;
        ReadOnlySpan<float> numbers = values.Values.Slice(n * image, image);

        ChannelStatistics layer = ChannelStatistics.Empty;
        ImmutableArray<ChannelStatistics>.Builder each = ImmutableArray.CreateBuilder<ChannelStatistics>(channels);
        for (int c = 0; c < channels; c++)
        {
            ChannelStatistics channel = ChannelStatistics.Of(numbers.Slice(c * plane, plane));
            each.Add(channel);
            layer = ChannelStatistics.Combine(layer, channel);
        }

        return new LayerStatistics(layer, each.MoveToImmutable());
    }
}
