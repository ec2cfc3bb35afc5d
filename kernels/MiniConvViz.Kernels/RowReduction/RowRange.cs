using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>The elements of a row that one thread reads: every Step-th from Begin on, Count in all.</summary>
internal readonly struct RowRange
{
    /// <summary>All elements of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RowRange(AxisGeometry axis, int row)
    {
        Begin = 0;
        Step = 1;
        Count = axis.Length;
        Offset = axis.First(row);
        Pitch = axis.Inner;
    }

    /// <summary>One thread's elements of a slice of a row; none where the row does not exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RowRange(RowTiling tiling, RowPlace place)
    {
        int count = tiling.HasRow(place.Row) ? tiling.CountOf(place.Slice) : 0;
        Begin = (place.Slice * tiling.SliceLength) + place.Member;
        Step = tiling.Members;
        Count = (count - place.Member + tiling.Members - 1) >> tiling.MemberBits;
        Offset = tiling.Axis.First(place.Row) + (Begin * tiling.Axis.Inner);
        Pitch = tiling.Axis.Inner << tiling.MemberBits;
    }

    /// <summary>The index of the first element in its row.</summary>
    public int Begin { get; }

    /// <summary>From the index of one element to that of the next.</summary>
    public int Step { get; }

    /// <summary>How many elements.</summary>
    public int Count { get; }

    /// <summary>The offset of the first element in the tensor.</summary>
    public int Offset { get; }

    /// <summary>From the offset of one element to that of the next.</summary>
    public int Pitch { get; }
}
