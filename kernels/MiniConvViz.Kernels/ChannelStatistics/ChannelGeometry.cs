namespace MiniConvViz.Kernels;

/// <summary>
/// The channels of <c>[N,C,plane]</c>, and how threads divide the values of one: value i of a channel, counted over
/// all images, belongs to slice <c>i % Slices</c>, so that the access is coalesced.
/// <code>
/// one channel of two images, three slices:   0 1 2 0 1 2 0 1 | 2 0 1 2 0 1 2 0
/// </code>
/// </summary>
internal readonly record struct ChannelGeometry
{
    public int Batch { get; private init; }

    public int Channels { get; private init; }

    /// <summary>Values of one channel of one image: H*W.</summary>
    public int Plane { get; private init; }

    /// <summary>Into how many slices a channel is cut; at least one.</summary>
    public int Slices { get; private init; }

    /// <summary>The distance of a slice's next value in pixels, without whole images.</summary>
    public int NextPixel { get; private init; }

    /// <summary>The floats of those whole images.</summary>
    public int NextImage { get; private init; }

    /// <summary>Values of one channel in all images.</summary>
    public int Count => Batch * Plane;

    /// <summary>Values of one image.</summary>
    public int Image => Channels * Plane;

    /// <summary>The channels of a tensor of fewer than 2^31 values, one slice each.</summary>
    public static ChannelGeometry Create(int batch, int channels, int plane)
    {
        // The plane is a divisor, so it is 1 in an empty tensor.
        ChannelGeometry geometry = new()
        {
            Batch = plane == 0 ? 0 : batch,
            Channels = channels,
            Plane = Math.Max(plane, 1),
        };
        return geometry.InSlicesOf(int.MaxValue);
    }

    /// <summary>The same channels in slices of at most <paramref name="length"/> values.</summary>
    public ChannelGeometry InSlicesOf(int length)
    {
        // An empty tensor has one empty slice.
        int slices = Math.Max(1, (int)(((long)Count + length - 1) / length));
        return this with
        {
            Slices = slices,
            NextPixel = slices % Plane,
            NextImage = slices / Plane * Image,
        };
    }

    /// <summary>Values of one slice.</summary>
    public int CountOf(int slice) => Count > slice ? ((Count - 1 - slice) / Slices) + 1 : 0;
}
