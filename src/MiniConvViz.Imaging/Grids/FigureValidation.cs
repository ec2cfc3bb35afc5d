using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>Checks of a layer and of a figure's size before anything is drawn.</summary>
internal static class FigureValidation
{
    private const long LargestCanvas = 1L << 28;

    /// <summary>Checks that a layer can be drawn, and that its batch has the image of the options.</summary>
    /// <exception cref="UnreadableInputException">One of them is not so.</exception>
    public static void CheckDrawable(FeatureMap map, GridOptions options)
    {
        Shape shape = map.Values.Shape;
        if (map.Obstacle is string obstacle)
        {
            throw new UnreadableInputException(
                $"{map.Name}: expected values [N,C,H,W], [N,C,L] or [N,features] to draw, got {shape}: {obstacle}");
        }

        if (options.BatchIndex < 0 || options.BatchIndex >= shape.Batch)
        {
            throw new UnreadableInputException(
                $"{map.Name}: the batch has images 0 to {shape.Batch - 1}, asked for image {options.BatchIndex}");
        }
    }

    /// <summary>Checks that a figure has at most 2^28 pixels.</summary>
    /// <exception cref="PictureTooLargeException">It has more.</exception>
    public static void CheckSize(string name, long width, long height)
    {
        if (width * height > LargestCanvas)
        {
            throw new PictureTooLargeException(
                $"{name}: its picture would have {width}x{height} pixels; draw fewer channels (top:K or a list)");
        }
    }
}
