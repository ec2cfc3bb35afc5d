using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The register tile of one of 128 threads that compute a tile of 64 x 64: accumulators of 8 rows by 4 columns. A
/// second set of them fits in the registers, for sums in parts.
/// </summary>
internal struct GpuAccumulators8x4
{
    public Float4 R0;
    public Float4 R1;
    public Float4 R2;
    public Float4 R3;
    public Float4 R4;
    public Float4 R5;
    public Float4 R6;
    public Float4 R7;

    /// <summary>
    /// One term: 3 loads of sixteen bytes for 32 multiply-adds. Both views begin at this thread's first element; the
    /// second half of its rows is 32 values after the first.
    /// </summary>
    /// <param name="rows">A factor for each of the tile's 64 rows, for every term.</param>
    /// <param name="columns">A factor for each of its 64 columns, for every term.</param>
    /// <param name="term">A constant, so that its offset becomes part of the load instruction.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ArrayView<Float4> rows, ArrayView<Float4> columns, int term)
    {
        Float4 top = rows[term * 16];
        Float4 bottom = rows[(term * 16) + 8];
        Float4 across = columns[term * 16];
        R0.Add(top.X, across);
        R1.Add(top.Y, across);
        R2.Add(top.Z, across);
        R3.Add(top.W, across);
        R4.Add(bottom.X, across);
        R5.Add(bottom.Y, across);
        R6.Add(bottom.Z, across);
        R7.Add(bottom.W, across);
    }

    /// <summary>Four terms; as for <see cref="Add(ArrayView{Float4}, ArrayView{Float4}, int)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddFour(ArrayView<Float4> rows, ArrayView<Float4> columns, int term)
    {
        Add(rows, columns, term);
        Add(rows, columns, term + 1);
        Add(rows, columns, term + 2);
        Add(rows, columns, term + 3);
    }

    /// <summary>Stores them in eight quads, 128 quads apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void CopyTo(ArrayView<Float4> places)
    {
        places[0] = R0;
        places[128] = R1;
        places[256] = R2;
        places[384] = R3;
        places[512] = R4;
        places[640] = R5;
        places[768] = R6;
        places[896] = R7;
    }

    /// <summary><c>places += this</c>, with the layout of <see cref="CopyTo"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddTo(ArrayView<Float4> places)
    {
        R0.Add(places[0]);
        R1.Add(places[128]);
        R2.Add(places[256]);
        R3.Add(places[384]);
        R4.Add(places[512]);
        R5.Add(places[640]);
        R6.Add(places[768]);
        R7.Add(places[896]);
        CopyTo(places);
    }

    /// <summary><c>this += part</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(GpuAccumulators8x4 part)
    {
        R0.Add(part.R0);
        R1.Add(part.R1);
        R2.Add(part.R2);
        R3.Add(part.R3);
        R4.Add(part.R4);
        R5.Add(part.R5);
        R6.Add(part.R6);
        R7.Add(part.R7);
    }
}
