namespace MiniConvViz.Kernels;

/// <summary>
/// The channels of <c>[N,C,plane]</c>, and how threads share the numbers of one: number i of a channel, counted through
/// all images, belongs to slice <c>i % Slices</c>, so that neighbouring threads read neighbouring numbers.
/// <code>
/// one channel of two images, three slices:   0 1 2 0 1 2 0 1 | 2 0 1 2 0 1 2 0
/// </code>
/// </summary>
internal readonly record struct ChannelGeometry
{
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

    /// <summary>The channels of a tensor of fewer than 2^31 numbers, one slice each.</summary>
    public static ChannelGeometry Create(int batch, int channels, int plane)
    {
        // Planes are divided by: without numbers there are planes of one, in no image.
        ChannelGeometry geometry = new()
        {
            Batch = plane == 0 ? 0 : batch,
            Channels = channels,
            Plane = Math.Max(plane, 1),
        };
        return geometry.InSlicesOf(int.MaxValue);
    }

    /// <summary>The same channels in slices of so many numbers at most.</summary>
    public ChannelGeometry InSlicesOf(int length)
    {
        // Without numbers there is still one, empty, slice.
        int slices = Math.Max(1, (int)(((long)Count + length - 1) / length));
        return this with
        {
            Slices = slices,
            NextPixel = slices % Plane,
            NextImage = slices / Plane * Image,
        };
    }

    /// <summary>Numbers of one slice.</summary>
    public int CountOf(int slice) => Count > slice ? ((Count - 1 - slice) / Slices) + 1 : 0;
}
