using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>Memory aligned to a cache line, so that vectors of 64 bytes never cross a boundary between two.</summary>
internal static unsafe class AlignedMemory
{
    /// <summary>Floats in a cache line.</summary>
    internal const int LineFloats = Alignment / sizeof(float);

    private const int Alignment = 64;

    /// <summary>Part of an array that the garbage collector does not move; its contents are unspecified.</summary>
    /// <param name="length">How many floats.</param>
    public static ArraySegment<float> Allocate(int length)
    {
        float[] floats = GC.AllocateUninitializedArray<float>(length + LineFloats, pinned: true);
        float* first = (float*)Unsafe.AsPointer(ref floats[0]);
        return new ArraySegment<float>(floats, (int)(Align(first) - first), length);
    }

    /// <summary>The first multiple of 64 at or after an address.</summary>
    internal static float* Align(float* address) =>
        (float*)(((nuint)address + Alignment - 1) & ~(nuint)(Alignment - 1));
}
