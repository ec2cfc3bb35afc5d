namespace MiniConvViz.Kernels.Tests;

/// <summary>Values for the inputs of kernels.</summary>
internal static class Numbers
{
    /// <summary>
    /// Values at which mistakes are likely: NaN, infinities, both zeros, subnormals, the largest and very small ones.
    /// </summary>
    public static readonly float[] Special =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f, -0f, float.Epsilon, -float.Epsilon, 1e-40f,
        -1e-40f, float.MaxValue, float.MinValue, 1e30f, -1e30f, 104f, -104f, 88.8f, -88.8f, 3f, -3f, 6f, 6.0000005f,
        1f, -1f,
    ];

    /// <summary>Lengths around zero to three whole vectors, for vectors of 4, 8 and 16.</summary>
    public static readonly int[] Lengths =
        [0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 23, 24, 25, 31, 32, 33, 49, 16384, 16385, 50_001];

    /// <summary>Values in [-scale, scale), the same for the same seed.</summary>
    public static float[] Random(int count, int seed, float scale = 1f)
    {
        Random random = new(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = ((random.NextSingle() * 2f) - 1f) * scale;
        }

        return numbers;
    }

    /// <summary>The same with some of the <see cref="Special"/> values among them.</summary>
    public static float[] RandomWithSpecial(int count, int seed)
    {
        Random random = new(seed);
        float[] numbers = Random(count, seed);
        for (int i = 0; i < count; i++)
        {
            numbers[i] = random.Next(8) == 0 ? Special[random.Next(Special.Length)] : numbers[i];
        }

        return numbers;
    }
}
