using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniConvViz.Kernels.Tests;

/// <summary>Accesses for which the checked build has no check: never called, only examined.</summary>
public static unsafe class UncheckedAccesses
{
    public static float ReferenceArithmetic(ref float first) => Unsafe.Add(ref first, 1);

    public static int Reinterpretation(ref float first) => Unsafe.As<float, int>(ref first);

    public static float UnalignedRead(ref byte first) => Unsafe.ReadUnaligned<float>(ref first);

    public static float UnalignedPointer(void* first) => Unsafe.ReadUnaligned<float>(first);

    public static float FirstOfSpan(Span<float> span) => MemoryMarshal.GetReference(span);

    public static float FirstOfArray(float[] array) => MemoryMarshal.GetArrayDataReference(array);

    public static Span<float> SpanOfReference(ref float first) => MemoryMarshal.CreateSpan(ref first, 2);

    public static Vector<float> VectorOfReference(ref float first) => Vector.LoadUnsafe(ref first);

    public static Vector256<float> WideVectorOfReference(ref float first) => Vector256.LoadUnsafe(ref first, 8);

    public static void StoredToReference(Vector128<float> vector, ref float first) => vector.StoreUnsafe(ref first);

    public static void* AddressOfReference(ref float first) => Unsafe.AsPointer(ref first);

    public static Vector256<float> Instruction(float* first) => Avx.LoadVector256(first);

    public static void Copied(void* from, void* to) => NativeMemory.Copy(from, to, 4);

    public static void Block(void* from, void* to) => Unsafe.CopyBlock(to, from, 4);

    public static ref float ReturnedAsReference(float* first) => ref *first;

    public static float PassedAsReference(float* first) => Volatile.Read(ref *first);

    public static float KeptAsReference(float* first, bool isSecond)
    {
        ref float value = ref *first;
        if (isSecond)
        {
            value = ref first[1];
        }

        return value + value;
    }

    public static string PassedAsThis(float* first) => first->ToString("R");

    public static float PinnedReference(ref float first)
    {
        fixed (float* pointer = &Unsafe.Add(ref first, 1))
        {
            return *pointer;
        }
    }
}
