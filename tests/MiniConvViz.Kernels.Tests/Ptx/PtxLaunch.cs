using System.Runtime.InteropServices;

namespace MiniConvViz.Kernels.Tests.Ptx;

/// <summary>A kernel with its arguments, for so many threads.</summary>
/// <param name="Functions">All functions of the kernel's module, by name.</param>
/// <param name="Kernel">The one that every thread runs.</param>
/// <param name="GroupThreads">Threads of a group.</param>
/// <param name="Arguments">The block of parameters that every thread begins with.</param>
/// <param name="Memory">What it may read and write.</param>
internal sealed record PtxLaunch(
    IReadOnlyDictionary<string, PtxFunction> Functions,
    PtxFunction Kernel,
    int GroupThreads,
    byte[] Arguments,
    IReadOnlyList<PtxMemory> Memory)
{
    private const int Alignment = 16;

    /// <summary>Runs all groups, one after the other, so that what is found is found every time.</summary>
    /// <exception cref="PtxException">The kernel did what no kernel may.</exception>
    public void Run(int groups) => RunEvery(1, 0, groups, counter: null);

    /// <summary>The piece of global memory at an address.</summary>
    public unsafe PtxMemory MemoryAt(byte* address)
    {
        for (int i = 0; i < Memory.Count; i++)
        {
            if (Memory[i].Contains(address))
            {
                return Memory[i];
            }
        }

        throw new PtxException("an address outside everything the kernel was given");
    }

    /// <summary>Runs some groups, spread over the grid, and counts what they do.</summary>
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
            byte* behind = memory + registers;
            PtxMemory shared = new("shared", behind + parameters + local, Kernel.SharedBytes, startsUnwritten: true);
            PtxGroup group = new(this, shared, (ulong*)memory, behind, behind + parameters) { Counter = counter };
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
