using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging;

/// <summary>What is checked before anything is drawn.</summary>
internal static class Checked
{
    private const long LargestCanvas = 1L << 28;

    /// <summary>The layer has something to draw, and the batch has the image that is asked for.</summary>
    public static void Drawable(FeatureMap map, GridOptions options)
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

    /// <summary>The figure is not so large that memory would run out.</summary>
    /// <exception cref="PictureTooLargeException">It is.</exception>
    public static void Size(string name, long width, long height)
    {
        if (width * height > LargestCanvas)
        {
            throw new PictureTooLargeException(
                $"{name}: its picture would have {width}x{height} pixels; draw fewer channels (top:K or a list)");
        }
    }
}
