using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>
/// Converts the bytes of an image into the values of a network's input, and back.
/// <code>value = (byte / 255 * range - meanImage - mean) / std</code>
/// </summary>
internal readonly record struct PixelValues(Preprocessing Settings)
{
    private const int Levels = 256;

    /// <summary>Writes an image into index n of an input [N,C,H,W].</summary>
    public void Write(PixelPlane plane, Tensor input, int n)
    {
        Span<float> levels = stackalloc float[Levels];
        int channels = Settings.Channels;
        Settings.MeanImage?.CheckFits(channels, plane.Height, plane.Width);
        for (int c = 0; c < channels; c++)
        {
            (float mean, float std) = (Settings.Mean[c], Settings.Std[c]);
            for (int level = 0; level < Levels; level++)
            {
                float value = Settings.Range == byte.MaxValue ? level : level / 255f * Settings.Range;
                levels[level] = Settings.MeanImage is null ? (value - mean) / std : value;
            }

            Span<float> channel = input.Channel(n, c);
            for (int i = 0, color = ColorOf(c); i < channel.Length; i++)
            {
                channel[i] = levels[plane.Pixels[(i * channels) + color]];
            }

            if (Settings.MeanImage is MeanImage image)
            {
                ReadOnlySpan<float> means = image.Channel(c, plane.Height, plane.Width);
                for (int i = 0; i < channel.Length; i++)
                {
                    channel[i] = (channel[i] - means[i] - mean) / std;
                }
            }
        }
    }

    /// <summary>The image at index n of an input [N,C,H,W], each value rounded to the nearest byte.</summary>
    public PixelPlane Undo(Tensor input, int n)
    {
        (int channels, int height, int width) = (Settings.Channels, input.Shape.Height, input.Shape.Width);
        Settings.MeanImage?.CheckFits(channels, height, width);
        byte[] pixels = new byte[checked(channels * height * width)];
        for (int c = 0; c < channels; c++)
        {
            ReadOnlySpan<float> values = input.Channel(n, c);
            ReadOnlySpan<float> means = Settings.MeanImage is MeanImage image ? image.Channel(c, height, width) : [];
            for (int i = 0; i < values.Length; i++)
            {
                float value = (values[i] * Settings.Std[c]) + Settings.Mean[c] + (means.IsEmpty ? 0 : means[i]);
                pixels[(i * channels) + ColorOf(c)] =
                    (byte)Math.Clamp(MathF.Round(value / Settings.Range * byte.MaxValue), 0, byte.MaxValue);
            }
        }

        return new PixelPlane(pixels, width, height, channels);
    }

    /// <summary>From [N,C,H,W] to [N,H,W,C].</summary>
    public static Tensor ChannelsLast(Tensor input)
    {
        Shape shape = input.Shape;
        int pixels = shape.Height * shape.Width;
        Tensor last = new([shape.Batch, shape.Height, shape.Width, shape.Channels]);
        for (int n = 0; n < shape.Batch; n++)
        {
            Span<float> image = last.Values.Slice(n * pixels * shape.Channels, pixels * shape.Channels);
            for (int c = 0; c < shape.Channels; c++)
            {
                ReadOnlySpan<float> channel = input.Channel(n, c);
                for (int i = 0; i < pixels; i++)
                {
                    image[(i * shape.Channels) + c] = channel[i];
                }
            }
        }

        return last;
    }

    /// <summary>Which of a pixel's bytes becomes channel c.</summary>
    private int ColorOf(int c) => Settings.Bgr ? Settings.Channels - 1 - c : c;
}
