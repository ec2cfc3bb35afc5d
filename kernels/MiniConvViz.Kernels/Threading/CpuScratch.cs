using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>Scratch memory that grows as needed.</summary>
/// <param name="allocate">The allocator: <see cref="AlignedMemory.Allocate"/>, or guarded memory in a test.</param>
internal sealed unsafe partial class CpuScratch(Func<int, ArraySegment<float>> allocate)
{
    private ArraySegment<float> _floats = allocate(0);

    /// <summary>
    /// A pointer to at least <paramref name="count"/> floats, kept alive by this object until a longer one is
    /// reserved.
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

    /// <summary>In the checked build, registers the memory that may be accessed: only the requested length.</summary>
    partial void MakeKnown(float* first, int count);
}
