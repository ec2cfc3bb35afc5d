namespace MiniConvViz.Kernels;

/// <summary>The current position of a thread that reads the values of one slice of a channel.</summary>
/// <param name="plane">Offset of the channel in the image it is in, in floats.</param>
/// <param name="pixel">The index of the value in that plane.</param>
internal readonly struct ChannelCursor(int plane, int pixel)
{
    private readonly int _plane = plane, _pixel = pixel;

    /// <summary>Offset of the value, in floats.</summary>
    public int Offset => _plane + _pixel;

    /// <summary>The first value of a slice; unspecified if the slice is empty.</summary>
    public static ChannelCursor First(in ChannelGeometry geometry, int channel, int slice) => new(
        ((slice / geometry.Plane * geometry.Channels) + channel) * geometry.Plane, slice % geometry.Plane);

    /// <summary>The slice's next value.</summary>
    public ChannelCursor Next(in ChannelGeometry geometry)
    {
        int pixel = _pixel + geometry.NextPixel;
        int plane = _plane + geometry.NextImage;
        bool isPastPlane = pixel >= geometry.Plane;
        return new ChannelCursor(
            isPastPlane ? plane + geometry.Image : plane, isPastPlane ? pixel - geometry.Plane : pixel);
    }
}
