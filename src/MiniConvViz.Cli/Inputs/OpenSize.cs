using MiniConvViz.Imaging;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>
/// How a picture is prepared for a network whose file leaves height and width open: it goes in at its own size. Where
/// the network cannot take that size, or the picture is large, it is resized by a guess, which one line on stderr says.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="usual">The preprocessing at the size that the network was checked with.</param>
internal sealed class OpenSize(Network network, Preprocessing usual)
{
    /// <summary>The pixels of a picture that goes in as it is; a photograph has tens of times as many.</summary>
    private const long MostPixels = 1 << 20;

    /// <summary>Sizes that networks are trained on, the most frequent first.</summary>
    private static readonly int[] Sizes = [224, 256, 299, 227, 384, 512, 128, 96, 64, 48, 32, 28];

    private int _guesses;

    /// <summary>The preprocessing of one picture.</summary>
    public Preprocessing For(string name, RgbImage image)
    {
        if ((long)image.Height * image.Width <= MostPixels && Takes(image.Height, image.Width))
        {
            return usual.AtOriginalSize();
        }

        int? size = Sizes.Cast<int?>().FirstOrDefault(known => Takes(known!.Value, known.Value));
        Preprocessing guess = size is int fits ? usual.WithSize(fits) : usual;
        if (Interlocked.Increment(ref _guesses) == 1)
        {
            string guessed = size is null ? "the size it was checked with" : $"{size}x{size}";
            Terminal.ErrorLine(
                $"note: {network.Name} leaves height and width open, and {name} of {image.Height}x{image.Width} was "
                + $"resized to {guessed} by a guess, as were others like it; --size N sets the size.");
        }

        return guess;
    }

    private bool Takes(int height, int width)
    {
        try
        {
            _ = network.InferShapes(usual.InputShape(height, width));
            return true;
        }
        catch (NetworkException)
        {
            return false;
        }
    }
}
