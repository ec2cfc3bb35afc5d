using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniConvViz.Tests.Execution;

/// <summary>
/// Memory that ends, or begins, at a page that can neither be read nor written. An access one element too far on that
/// side ends the process, and the runtime prints the stack; on the other side are canary values, which are compared
/// afterwards.
/// <code>
/// GuardSide.After:   | canaries ... values | guard page |
/// GuardSide.Before:  | guard page | values ... canaries |
/// </code>
/// The pages are those of pinned arrays, so that kernels can use them like any other memory. Linux only.
/// </summary>
internal sealed unsafe partial class GuardedMemory(GuardSide side) : IDisposable
{
    /// <summary>A NaN that no kernel computes.</summary>
    private const uint CanaryBits = 0x7FC5_A5A5;

    private const int None = 0;
    private const int ReadWrite = 3;

    private static readonly int PageFloats = Environment.SystemPageSize / sizeof(float);

    private readonly List<Piece> _pieces = [];
    private readonly Lock _gate = new();

    /// <summary>Ends the test where pages cannot be protected.</summary>
    public static void Require() =>
        Assume.That(OperatingSystem.IsLinux(), "guard pages are made with Linux's mprotect");

    /// <summary>Memory for this many floats, all of them canaries.</summary>
    public ArraySegment<float> Allocate(int length)
    {
        int pages = ((length + PageFloats - 1) / PageFloats) + 1;
        float[] array = GC.AllocateUninitializedArray<float>((pages + 1) * PageFloats, pinned: true);
        nint begin = (nint)Unsafe.AsPointer(ref array[0]);
        nint aligned = (begin + Environment.SystemPageSize - 1) & ~(nint)(Environment.SystemPageSize - 1);
        int first = (int)(aligned - begin) / sizeof(float);
        int usable = (pages - 1) * PageFloats;
        int usableFirst = side is GuardSide.Before ? first + PageFloats : first;
        int guardFirst = side is GuardSide.Before ? first : first + usable;
        array.AsSpan(usableFirst, usable).Fill(BitConverter.UInt32BitsToSingle(CanaryBits));
        Piece piece = new(
            array,
            Usable: new ArraySegment<float>(array, usableFirst, usable),
            Values: new ArraySegment<float>(
                array, side is GuardSide.Before ? usableFirst : guardFirst - length, length),
            Guard: begin + (guardFirst * sizeof(float)));
        Protect(piece, None);
        lock (_gate)
        {
            _pieces.Add(piece);
        }

        return piece.Values;
    }

    /// <summary>Checks that the canaries are unchanged; a line for the first that is not, or null.</summary>
    public string? Damage()
    {
        foreach (Piece piece in _pieces)
        {
            int first = piece.Values.Offset, end = first + piece.Values.Count;
            int usableEnd = piece.Usable.Offset + piece.Usable.Count;
            IEnumerable<int> beside = Enumerable.Range(piece.Usable.Offset, first - piece.Usable.Offset)
                .Concat(Enumerable.Range(end, usableEnd - end));
            foreach (int i in beside.Where(i => BitConverter.SingleToUInt32Bits(piece.Array[i]) != CanaryBits))
            {
                return $"index {i - first} of {piece.Values.Count} values was written: {piece.Array[i]:R}";
            }
        }

        return null;
    }

    /// <summary>Restores the pages' protection for the garbage collector.</summary>
    public void Dispose()
    {
        foreach (Piece piece in _pieces)
        {
            Protect(piece, ReadWrite);
        }

        _pieces.Clear();
    }

    private static void Protect(Piece piece, int protection)
    {
        if (mprotect(piece.Guard, (nuint)Environment.SystemPageSize, protection) != 0)
        {
            throw new InvalidOperationException($"mprotect failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mprotect(nint address, nuint length, int protection);

    private sealed record Piece(float[] Array, ArraySegment<float> Usable, ArraySegment<float> Values, nint Guard);
}
