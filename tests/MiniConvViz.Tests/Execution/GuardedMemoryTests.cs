using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniConvViz.Tests.Execution;

/// <summary>
/// The guard page is at the right position. The tests use system calls, which return an error where a program would
/// end: <c>write</c> from memory that cannot be read fails with "bad address".
/// </summary>
public sealed unsafe partial class GuardedMemoryTests
{
    private const int BadAddress = 14;

    [Test]
    public void Allocate_AnyLength_CannotBeReadOrWrittenOneElementTooFar(
        [Values] GuardSide side, [Values(1, 16, 1023, 1024, 1025, 5000)] int length)
    {
        GuardedMemory.Require();
        using GuardedMemory memory = new(side);
        ArraySegment<float> values = memory.Allocate(length);
        float* first = (float*)Unsafe.AsPointer(ref values.Array![values.Offset]);
        float* outside = side is GuardSide.After ? first + length : first - 1;
        Assert.That((Reads(first), Reads(first + length - 1), Reads(outside)), Is.EqualTo((0, 0, BadAddress)));
        Assert.That((Writes(first), Writes(first + length - 1), Writes(outside)), Is.EqualTo((0, 0, BadAddress)));
    }

    [Test]
    public void Damage_OneElementBesideTheValues_IsFound([Values] GuardSide side)
    {
        GuardedMemory.Require();
        using GuardedMemory memory = new(side);
        memory.Allocate(3);
        ArraySegment<float> values = memory.Allocate(5);
        values.AsSpan().Clear();
        Assert.That(memory.Damage(), Is.Null);
        int beside = side is GuardSide.After ? -1 : 5;
        values.Array![values.Offset + beside] = 1.5f;
        Assert.That(memory.Damage(), Is.EqualTo($"index {beside} of 5 values was written: 1.5"));
    }

    /// <summary>0, or the error of an attempt to read four bytes there.</summary>
    private static int Reads(float* address) => Transfer((pipe, _) => write(pipe, address, sizeof(float)));

    /// <summary>0, or the error of an attempt to write four bytes there.</summary>
    private static int Writes(float* address) => Transfer((pipe, ends) =>
    {
        int four = 0;
        write(pipe, &four, sizeof(int));
        return read(ends, address, sizeof(float));
    });

    private static int Transfer(Func<int, int, nint> transfer)
    {
        int* ends = stackalloc int[2];
        Assert.That(pipe(ends), Is.Zero);
        int error = transfer(ends[1], ends[0]) == sizeof(float) ? 0 : Marshal.GetLastPInvokeError();
        close(ends[0]);
        close(ends[1]);
        return error;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe(int* ends);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int file, void* bytes, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int file, void* bytes, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int file);
}
