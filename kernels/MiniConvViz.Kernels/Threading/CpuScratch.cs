using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>One growing piece of <see cref="AlignedMemory"/>.</summary>
internal sealed unsafe class CpuScratch
{
    private ArraySegment<float> _floats = AlignedMemory.Allocate(0);

    /// <summary>
    /// A pointer to at least <paramref name="count"/> floats, kept alive by this object until a longer piece is asked
    /// for.
    /// </summary>
    public float* Reserve(int count)
    {
        if (_floats.Count < count)
        {
            _floats = AlignedMemory.Allocate(count);
        }

        return (float*)Unsafe.AsPointer(ref _floats.Array![_floats.Offset]);
    }
}
