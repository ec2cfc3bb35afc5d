using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>One growing piece of memory that the garbage collector does not move, aligned to 64 bytes: a cache line, a Vector512.</summary>
internal sealed unsafe class CpuScratch
{
    private const int Alignment = 64;

    private float[] _floats = [];

    /// <summary>A pointer to at least <paramref name="count"/> floats, kept alive by this object until a longer piece is asked for.</summary>
    public float* Reserve(int count)
    {
        int padded = count + (Alignment / sizeof(float));
        if (_floats.Length < padded)
        {
            _floats = GC.AllocateUninitializedArray<float>(padded, pinned: true);
        }

        nuint address = (nuint)Unsafe.AsPointer(ref _floats[0]);
        return (float*)((address + Alignment - 1) & ~(nuint)(Alignment - 1));
    }
}
