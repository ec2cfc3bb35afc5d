namespace MiniConvViz.Kernels;

/// <summary>
/// The channels of <c>[N,C,plane]</c>, and how threads share the numbers of one: number i of a channel, counted through
/// all images, belongs to slice <c>i % Slices</c>, so that neighbouring threads read neighbouring numbers.
/// <code>
/// one channel of two images, three slices:   0 1 2 0 1 2 0 1 | 2 0 1 2 0 1 2 0
/// </code>
/// </summary>
public readonly struct ChannelGeometry
{
    /// <summary>A slice has so many numbers at most: few enough for a running mean in float.</summary>
    private const int SliceLength = 128;

    public int Batch { get; private init; }

    public int Channels { get; private init; }

    /// <summary>Numbers of one channel of one image: H*W.</summary>
    public int Plane { get; private init; }

    /// <summary>Into how many slices a channel is cut; at least one.</summary>
    public int Slices { get; private init; }

    /// <summary>How many pixels on a slice's next number is, once whole images are passed over.</summary>
    public int NextPixel { get; private init; }

    /// <summary>The floats of those whole images.</summary>
    public int NextImage { get; private init; }

    /// <summary>Numbers of one channel in all images.</summary>
    public int Count => Batch * Plane;

    /// <summary>Numbers of one image.</summary>
    public int Image => Channels * Plane;

    /// <summary>The channels of a tensor of fewer than 2^31 numbers.</summary>
    public static ChannelGeometry Create(int batch, int channels, int plane)
    {
        // Without numbers there is still one, empty, slice.
        int pixels = Math.Max(plane, 1);
        int images = plane == 0 ? 0 : batch;
        int slices = Math.Max(1, ((images * pixels) + SliceLength - 1) / SliceLength);
        return new ChannelGeometry
        {
            Batch = images,
            Channels = channels,
            Plane = pixels,
            Slices = slices,
            NextPixel = slices % pixels,
            NextImage = slices / pixels * channels * pixels,
        };
    }
}
