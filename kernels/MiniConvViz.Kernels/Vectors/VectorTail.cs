using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The tail of a row as a partly filled vector, so that it is computed by the same instructions, with the same
/// rounding, as the elements before it.
/// </summary>
internal static unsafe class VectorTail
{
    /// <summary>The first <paramref name="count"/> lanes from memory, the others <paramref name="filler"/>.</summary>
    public static Vector<float> Load(float* from, int count, float filler)
    {
        float* lanes = stackalloc float[Vector<float>.Count];
        Vector.Store(Vector.Create(filler), lanes);
        for (int lane = 0; lane < count; lane++)
        {
            lanes[lane] = from[lane];
        }

        return Vector.Load(lanes);
    }

    /// <summary>Writes the first <paramref name="count"/> lanes to memory.</summary>
    public static void Store(Vector<float> vector, float* to, int count)
    {
        for (int lane = 0; lane < count; lane++)
        {
            to[lane] = vector[lane];
        }
    }
}
