using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>The row that the calling thread works on, and its part of the row.</summary>
internal readonly struct RowPlace
{
    /// <summary>The place of the calling thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RowPlace(RowTiling tiling)
    {
        int block = Grid.IdxX / tiling.Slices;
        int rowOfBlock = (Group.IdxX >> (tiling.AcrossBits + tiling.MemberBits) << tiling.AcrossBits)
            | (Group.IdxX & ((1 << tiling.AcrossBits) - 1));
        Slice = Grid.IdxX - (block * tiling.Slices);
        Member = (Group.IdxX >> tiling.AcrossBits) & (tiling.Members - 1);
        Row = (block * tiling.RowsPerBlock) + rowOfBlock;
    }

    /// <summary>The row; in the last block perhaps one that does not exist: <see cref="RowTiling.HasRow"/>.</summary>
    public int Row { get; }

    /// <summary>The slice of the row.</summary>
    public int Slice { get; }

    /// <summary>The thread among those that share the slice.</summary>
    public int Member { get; }
}
