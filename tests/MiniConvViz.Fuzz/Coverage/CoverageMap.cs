using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace MiniConvViz.Fuzz.Coverage;

/// <summary>
/// AFL's map: one counter per edge between two branches, by a hash of the two. A run is interesting when it takes an
/// edge that no earlier run has taken, or takes one a new number of times, in powers of two.
/// </summary>
/// <remarks>Source: https://lcamtuf.coredump.cx/afl/technical_details.txt, sections 1 and 2</remarks>
internal sealed unsafe class CoverageMap
{
    /// <summary>The number of edges that the map distinguishes.</summary>
    public const int Size = 1 << 16;

    private static readonly byte[] BucketOfCount = MakeBuckets();

    private readonly byte* _counters = (byte*)NativeMemory.AllocZeroed(Size);
    private readonly byte[] _seen = new byte[Size];

    /// <summary>
    /// Sets the counters of the instrumented assemblies; must be called before any of their code runs.
    /// </summary>
    public CoverageMap() => Trace.SharedMem = _counters;

    /// <summary>Edges that some run has taken.</summary>
    public int Edges { get; private set; }

    /// <summary>Zeroes the counters for the next run.</summary>
    public void Clear()
    {
        new Span<byte>(_counters, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Adds the run to the map; true where it was interesting.</summary>
    /// <param name="edges">Receives the edges the run took.</param>
    public bool Merge(List<int> edges)
    {
        edges.Clear();
        bool isNew = false;
        ReadOnlySpan<byte> counters = new(_counters, Size);
        for (int next = 0, i = 0; (next = counters[i..].IndexOfAnyExcept((byte)0)) >= 0; i++)
        {
            i += next;
            edges.Add(i);
            byte bucket = BucketOfCount[counters[i]];
            if ((_seen[i] & bucket) == 0)
            {
                Edges += _seen[i] == 0 ? 1 : 0;
                _seen[i] |= bucket;
                isNew = true;
            }
        }

        return isNew;
    }

    /// <summary>1, 2, 3, 4-7, 8-15, 16-31, 32-127 and 128 or more, a bit for each.</summary>
    private static byte[] MakeBuckets()
    {
        int[] from = [1, 2, 3, 4, 8, 16, 32, 128];
        return [.. Enumerable.Range(0, 256).Select(
            count => (byte)(count == 0 ? 0 : 1 << Array.FindLastIndex(from, start => count >= start)))];
    }
}
