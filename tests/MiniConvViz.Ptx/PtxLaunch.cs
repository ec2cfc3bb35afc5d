using System.Runtime.InteropServices;

namespace MiniConvViz.Ptx;

/// <summary>A kernel with its arguments, for a number of threads per block.</summary>
/// <param name="Functions">All functions of the kernel's module, by name.</param>
/// <param name="Kernel">The function that every thread runs.</param>
/// <param name="GroupThreads">Threads of a block.</param>
/// <param name="Arguments">The block of parameters that every thread begins with.</param>
/// <param name="Memory">The memory that it may read and write, by ascending address.</param>
internal sealed record PtxLaunch(
    IReadOnlyDictionary<string, PtxFunction> Functions,
    PtxFunction Kernel,
    int GroupThreads,
    byte[] Arguments,
    IReadOnlyList<PtxMemory> Memory)
{
    private const int Alignment = 16;

    private PtxMemory? _latest;

    /// <summary>An injected fault: every float that is stored is one per cent too large.</summary>
    public bool IsWrong { get; init; }

    /// <summary>Runs all blocks, one after the other, so that faults are reproducible.</summary>
    /// <exception cref="PtxException">The kernel executed something invalid or undefined.</exception>
    public void Run(int groups) => RunEvery(1, 0, groups, counter: null);

    /// <summary>The piece of global memory at an address.</summary>
    /// <exception cref="PtxException">There is none.</exception>
    public unsafe PtxMemory MemoryAt(byte* address)
    {
        if (_latest is not null && _latest.Contains(address))
        {
            return _latest;
        }

        int low = 0, high = Memory.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = Memory[middle].Start <= address ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && Memory[low - 1].Contains(address)
            ? _latest = Memory[low - 1]
            : throw new PtxException($"an address outside of the kernel's memory: {(nint)address:x}");
    }

    /// <summary>Runs some blocks, spread over the grid, and counts their work.</summary>
    public void Count(int groups, PtxCounter counter)
    {
        int step = Math.Max(1, groups / counter.Groups);
        RunEvery(step, step / 2, groups, counter);
    }

    private unsafe void RunEvery(int step, int first, int groups, PtxCounter? counter)
    {
        long registers = (long)GroupThreads * Kernel.Registers * sizeof(ulong);
        long parameters = (long)GroupThreads * Kernel.ParameterBytes;
        long local = (long)GroupThreads * Kernel.LocalBytes;
        byte* memory = (byte*)NativeMemory.AlignedAlloc(
            (nuint)(registers + parameters + local + Kernel.SharedBytes), Alignment);
        try
        {
            byte* parameterStart = memory + registers;
            byte* sharedStart = parameterStart + parameters + local;
            using PtxMemory shared = new("shared", sharedStart, sharedStart, Kernel.SharedBytes, startsUnwritten: true);
            byte* localStart = parameterStart + parameters;
            PtxGroup group = new(this, shared, (ulong*)memory, parameterStart, localStart) { Counter = counter };
            for (int i = first; i < groups; i += step)
            {
                group.Run(i);
            }
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }
}
