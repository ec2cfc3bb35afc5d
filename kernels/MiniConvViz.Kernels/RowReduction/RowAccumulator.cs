using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The two steps of every row reduction: a thread reads its elements, then the threads of a row join their
/// accumulators.
/// </summary>
internal static class RowAccumulator
{
    /// <summary>Elements that an accumulator takes before it joins the total: see <see cref="GpuSumParts"/>.</summary>
    private const int PartLength = 128;

    /// <summary>
    /// The accumulator of one thread's elements. Four of them are loaded at a time, each for an accumulator of its
    /// own, so that the latencies of four loads overlap.
    /// </summary>
    /// <param name="input">The tensor.</param>
    /// <param name="range">The thread's elements.</param>
    /// <param name="identity">The accumulator of no elements.</param>
    // Not inlined: ILGPU would move the caller's divisions into these loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Read<T>(ArrayView<float> input, RowRange range, T identity)
        where T : unmanaged, IRowSummary<T>
    {
        T total = identity;
        int r = range.Begin;
        int at = range.Offset;
        int left = range.Count;
        while (left >= 4)
        {
            T a = identity;
            T b = identity;
            T c = identity;
            T d = identity;
            int rounds = Math.Min(left >> 2, PartLength);
            left -= 4 * rounds;
            for (; rounds > 0; rounds--)
            {
                float first = input[at];
                float second = input[at + range.Pitch];
                float third = input[at + (2 * range.Pitch)];
                float fourth = input[at + (3 * range.Pitch)];
                a = a.Add(first, r);
                b = b.Add(second, r + range.Step);
                c = c.Add(third, r + (2 * range.Step));
                d = d.Add(fourth, r + (3 * range.Step));
                r += 4 * range.Step;
                at += 4 * range.Pitch;
            }

            total = total.Join(a.Join(b).Join(c.Join(d)));
        }

        return left > 0 ? total.Join(ReadLast(input, range, identity, r, at, left)) : total;
    }

    // One to three elements, loaded at the same time: the last replaces those that are missing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ReadLast<T>(ArrayView<float> input, RowRange range, T identity, int r, int at, int left)
        where T : unmanaged, IRowSummary<T>
    {
        float first = input[at];
        float second = input[at + (Math.Min(left - 1, 1) * range.Pitch)];
        float third = input[at + (Math.Min(left - 1, 2) * range.Pitch)];
        T last = identity.Add(first, r);
        last = left > 1 ? last.Add(second, r + range.Step) : last;
        return left > 2 ? last.Add(third, r + (2 * range.Step)) : last;
    }

    /// <summary>
    /// The accumulator of a whole row, or of a slice of it, in all its threads: a tree reduction in shared memory.
    /// Its order is fixed, so the result has the same bits every time.
    /// <code>
    /// member   0   1   2   3   4   5   6   7
    ///          0+4 1+5 2+6 3+7                 barrier
    ///          +2  +3                          barrier
    ///          +1                              barrier, then all read member 0
    /// </code>
    /// All threads of the block call it, also those whose row does not exist.
    /// </summary>
    /// <param name="own">The thread's own accumulator.</param>
    /// <param name="member">The thread among those of its row.</param>
    /// <param name="members">The threads of a row, a power of two.</param>
    /// <param name="acrossBits">From one thread of a row to the next, as a power of two.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T JoinMembers<T>(T own, int member, int members, int acrossBits)
        where T : unmanaged, IRowJoin<T>
    {
        ArrayView<T> shared = SharedMemory.Allocate<T>(RowTiling.Threads);
        shared[Group.IdxX] = own;
        Group.Barrier();
        for (int half = members >> 1; half > 0; half >>= 1)
        {
            if (member < half)
            {
                shared[Group.IdxX] = shared[Group.IdxX].Join(shared[Group.IdxX + (half << acrossBits)]);
            }

            Group.Barrier();
        }

        return shared[Group.IdxX - (member << acrossBits)];
    }

    /// <summary>The same for a block with the given tiling.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T JoinMembers<T>(T own, RowTiling tiling, int member)
        where T : unmanaged, IRowJoin<T> =>
        JoinMembers(own, member, tiling.Members, tiling.AcrossBits);
}
