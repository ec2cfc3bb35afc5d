using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>One growing piece of memory.</summary>
/// <param name="allocate">Where it comes from: <see cref="AlignedMemory.Allocate"/>, or guarded memory of a
/// test.</param>
internal sealed unsafe partial class CpuScratch(Func<int, ArraySegment<float>> allocate)
{
    private ArraySegment<float> _floats = allocate(0);

    /// <summary>
    /// A pointer to at least <paramref name="count"/> floats, kept alive by this object until a longer piece is asked
    /// for.
    /// </summary>
    public float* Reserve(int count)
    {
        if (_floats.Count < count)
        {
            _floats = allocate(count);
        }

        float* first = (float*)Unsafe.AsPointer(ref _floats.Array![_floats.Offset]);
        MakeKnown(first, count);
        return first;
    }

    /// <summary>In the checked build, what may be reached: no more than was asked for.</summary>
    partial void MakeKnown(float* first, int count);
}
