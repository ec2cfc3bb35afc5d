using MiniConvViz.Formats;
using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>
/// An image that is subtracted from every other one: the mean of a training set, as Caffe's networks use it.
/// </summary>
/// <param name="Name">Its name in reports: the file.</param>
/// <param name="Values">[C,H,W], in the order of the network's channels, or [H,W] for all of them.</param>
public sealed record MeanImage(string Name, Tensor Values)
{
    /// <summary>
    /// Reads <c>.npy</c>, <c>FILE.npz:KEY</c> and any other file of a tensor; a batch of one is its image.
    /// </summary>
    /// <exception cref="UnreadableInputException">It cannot be read, or is neither [C,H,W] nor [H,W].</exception>
    public static MeanImage Read(string place)
    {
        Tensor values = TensorFile.Read(place);
        Shape shape = values.Shape;
        if (shape is { Rank: 4, Batch: 1 })
        {
            values = values.Reshape([shape[1], shape[2], shape[3]]);
        }

        return values.Shape.Rank is 2 or 3
            ? new MeanImage(Path.GetFileName(place), values)
            : throw new UnreadableInputException($"{place}: expected a mean image [C,H,W] or [H,W], got {shape}");
    }

    /// <summary>The largest of its values.</summary>
    public float Largest => Values.Values.ToArray().Append(0).Max();

    /// <summary>The values to subtract from channel c of an image.</summary>
    internal ReadOnlySpan<float> Channel(int c, int height, int width) => Values.Values.Slice(
        Values.Shape.Rank == 2 ? 0 : c * height * width, height * width);

    /// <summary>Checks that it has the size of the images from which it is subtracted.</summary>
    /// <exception cref="UnreadableInputException">It has another size, or other channels.</exception>
    internal void CheckFits(int channels, int height, int width)
    {
        Shape expected = Values.Shape.Rank == 2 ? [height, width] : [channels, height, width];
        if (Values.Shape != expected)
        {
            throw new UnreadableInputException(
                $"{Name}: the mean image is {Values.Shape}, but the images are [{channels},{height},{width}] once "
                + "they are resized and cropped; subtract its mean per channel instead, or crop it to that size");
        }
    }
}
