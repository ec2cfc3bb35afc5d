using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// One growing piece of memory that the garbage collector does not move, aligned to 64 bytes: a cache line, a
/// Vector512.
/// </summary>
internal sealed unsafe class CpuScratch
{
    /// <summary>Floats in a cache line.</summary>
    public const int LineFloats = Alignment / sizeof(float);

    private const int Alignment = 64;

    private float[] _floats = [];

    /// <summary>
    /// A pointer to at least <paramref name="count"/> floats, kept alive by this object until a longer piece is asked
    /// for.
    /// </summary>
    public float* Reserve(int count)
    {
        int padded = count + LineFloats;
        if (_floats.Length < padded)
        {
            _floats = GC.AllocateUninitializedArray<float>(padded, pinned: true);
        }

        return Align((float*)Unsafe.AsPointer(ref _floats[0]));
    }

    /// <summary>The first multiple of 64 at or after an address.</summary>
    public static float* Align(float* address) => (float*)(((nuint)address + Alignment - 1) & ~(nuint)(Alignment - 1));
}
