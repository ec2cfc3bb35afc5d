using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// One thread's part of a tile of 64 x 64 that 128 threads have computed: the totals of its accumulators, 8 rows by
/// four columns, in shared memory, at addresses that no other thread accesses.
/// </summary>
/// <param name="places">Shared memory with the layout of <see cref="GpuAccumulators8x4.CopyTo"/>.</param>
/// <param name="across">Its four columns begin at <c>4 * across</c>.</param>
/// <param name="down">Its rows begin at <c>4 * down</c>; the last four of them 32 rows further on.</param>
internal readonly struct GpuTileAccumulators(ArrayView<Float4> places, int across, int down)
{
    private readonly ArrayView<Float4> _places = places;

    /// <summary>The first of its columns in the tile.</summary>
    public int Column { get; } = 4 * across;

    /// <summary>The first of its rows in the tile.</summary>
    public int Row { get; } = 4 * down;

    /// <summary>
    /// One of its rows: its first four for 0 to 3, its last four for 4 to 7. The index is a constant.
    /// </summary>
    public Float4 this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _places[row * 128];
    }
}
