namespace MiniConvViz.Benchmarks;

/// <summary>Numbers to compute with.</summary>
internal static class RandomNumbers
{
    /// <summary>Numbers in [-1, 1).</summary>
    public static float[] Floats(Random random, int count)
    {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++)
        {
            floats[i] = (random.NextSingle() * 2f) - 1f;
        }

        return floats;
    }
}
