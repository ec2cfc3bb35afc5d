using MiniConvViz.Imaging;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>
/// How an image is preprocessed for a network whose file leaves height and width open: it is fed at its own size.
/// Where the network cannot take that size, or the image is large, it is resized by a guess, with a note on stderr.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="usual">The preprocessing at the size with which the network was checked.</param>
internal sealed class OpenSize(Network network, Preprocessing usual)
{
    /// <summary>The most pixels of an image that is fed as it is; a photograph has tens of times more.</summary>
    private const long MostPixels = 1 << 20;

    /// <summary>Sizes that networks are trained on, the most frequent first.</summary>
    private static readonly int[] Sizes = [224, 256, 299, 227, 384, 512, 128, 96, 64, 48, 32, 28];

    private int _guesses;

    /// <summary>The preprocessing of one image.</summary>
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
