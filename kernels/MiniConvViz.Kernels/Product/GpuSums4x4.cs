using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The sums of one thread where a group computes a tile of 64 x 64: 4 rows by 4 columns, each a register.
/// </summary>
internal struct GpuSums4x4
{
    public Float4 R0;
    public Float4 R1;
    public Float4 R2;
    public Float4 R3;

    /// <summary>
    /// Four terms, each 2 reads of sixteen bytes for 16 multiply-adds. Both views begin where this thread's share does.
    /// </summary>
    /// <param name="rows">A factor for each of the tile's 64 rows, 16 times: the weights of a convolution.</param>
    /// <param name="columns">A factor for each of its 64 columns, 16 times: the pixels.</param>
    /// <param name="term">0 to 12, a constant: so its place becomes a part of the load instruction.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddFour(ArrayView<Float4> rows, ArrayView<Float4> columns, int term)
    {
        Add(rows[term * 16], columns[term * 16]);
        Add(rows[(term + 1) * 16], columns[(term + 1) * 16]);
        Add(rows[(term + 2) * 16], columns[(term + 2) * 16]);
        Add(rows[(term + 3) * 16], columns[(term + 3) * 16]);
    }

    /// <summary>Copies them to four places, 256 pieces of sixteen bytes apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void CopyTo(ArrayView<Float4> places)
    {
        places[0] = R0;
        places[256] = R1;
        places[512] = R2;
        places[768] = R3;
    }

    /// <summary><c>places += this</c>, four places as for <see cref="CopyTo"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddTo(ArrayView<Float4> places)
    {
        R0.Add(places[0]);
        R1.Add(places[256]);
        R2.Add(places[512]);
        R3.Add(places[768]);
        CopyTo(places);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(Float4 rows, Float4 columns)
    {
        R0.Add(rows.X, columns);
        R1.Add(rows.Y, columns);
        R2.Add(rows.Z, columns);
        R3.Add(rows.W, columns);
    }
}
