using MiniConvViz.Tensors;

namespace MiniConvViz.Imaging.Tests;

/// <summary>Tensors to draw.</summary>
internal static class Numbers
{
    /// <summary>Even noise between -1 and 2, the same on every machine.</summary>
    public static Tensor Noise(Shape shape, int seed = 1)
    {
        Random random = new(seed);
        Tensor tensor = new(shape);
        foreach (ref float value in tensor.Values)
        {
            value = (random.NextSingle() * 3) - 1;
        }

        return tensor;
    }

    /// <summary>Smooth waves, a different one per channel, from -1 to 1.</summary>
    public static Tensor Waves(Shape shape)
    {
        Tensor tensor = new(shape);
        for (int n = 0; n < shape.Batch; n++)
        {
            for (int c = 0; c < shape.Channels; c++)
            {
                for (int y = 0; y < shape.Height; y++)
                {
                    for (int x = 0; x < shape.Width; x++)
                    {
                        // Exact in float32 on every machine: no sine.
                        tensor[n, c, y, x] = ((((x * (c + 1)) + (y * (c + n + 2))) % 17) - 8) / 8f;
                    }
                }
            }
        }

        return tensor;
    }
}
