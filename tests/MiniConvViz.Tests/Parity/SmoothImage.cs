using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Parity;

/// <summary>An image for networks without one: waves of several lengths, another in each channel and image.</summary>
internal static class SmoothImage
{
    /// <summary>The image, [N,3,H,W], of values from -1 to 1.</summary>
    public static Tensor Make(int batch, int height, int width)
    {
        Tensor image = new([batch, 3, height, width]);
        int i = 0;
        for (int n = 0; n < batch; n++)
        {
            for (int c = 0; c < 3; c++)
            {
                for (int y = 0; y < height; y++)
                {
                    for (int x = 0; x < width; x++, i++)
                    {
                        image.Data[i] = MathF.Sin((0.11f * x) + (0.07f * y) + c + n) * MathF.Cos(0.31f * (x - y - n));
                    }
                }
            }
        }

        return image;
    }
}
