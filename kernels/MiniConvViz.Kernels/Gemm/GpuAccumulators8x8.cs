using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The register tile of one thread of a tile of 128 x 128 or 64 x 128: 8 rows by 8 columns of accumulators. Each is a
/// field of its own, because an array that is indexed in a loop would be placed in local memory.
/// </summary>
internal struct GpuAccumulators8x8
{
    public Row R0;
    public Row R1;
    public Row R2;
    public Row R3;
    public Row R4;
    public Row R5;
    public Row R6;
    public Row R7;

    /// <summary>
    /// One term: 4 loads of sixteen bytes for 64 multiply-adds. Both views begin at this thread's first element; the
    /// second half of its rows and columns is 64 values after the first.
    /// </summary>
    /// <param name="rows">A factor for each of the tile's 128 rows, 8 times: the weights of a convolution.</param>
    /// <param name="columns">A factor for each of its 128 columns, 8 times: the pixels.</param>
    /// <param name="term">0 to 7, a constant, so that its offset becomes part of the load instruction.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ArrayView<Float4> rows, ArrayView<Float4> columns, int term)
    {
        Float4 top = rows[term * 32];
        Float4 bottom = rows[(term * 32) + 16];
        Float4 left = columns[term * 32];
        Float4 right = columns[(term * 32) + 16];
        Add(top, bottom, left, right);
    }

    /// <summary>As <see cref="Add(ArrayView{Float4}, ArrayView{Float4}, int)"/> for a tile of 64 rows.</summary>
    /// <param name="rows">
    /// A factor for each of the tile's 64 rows, 8 times; the thread's second four lie 32 further.
    /// </param>
    /// <param name="columns">A factor for each of its 128 columns, 8 times.</param>
    /// <param name="term">0 to 7, a constant.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddOf64Rows(ArrayView<Float4> rows, ArrayView<Float4> columns, int term)
    {
        Float4 top = rows[term * 16];
        Float4 bottom = rows[(term * 16) + 8];
        Float4 left = columns[term * 32];
        Float4 right = columns[(term * 32) + 16];
        Add(top, bottom, left, right);
    }

    /// <summary>
    /// Stores them in sixteen quads, 128 quads apart: a row's left four, then its right four.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void CopyTo(ArrayView<Float4> places)
    {
        R0.CopyTo(places, 0);
        R1.CopyTo(places, 256);
        R2.CopyTo(places, 512);
        R3.CopyTo(places, 768);
        R4.CopyTo(places, 1024);
        R5.CopyTo(places, 1280);
        R6.CopyTo(places, 1536);
        R7.CopyTo(places, 1792);
    }

    /// <summary><c>places += this</c>, with the layout of <see cref="CopyTo"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddTo(ArrayView<Float4> places)
    {
        R0.AddTo(places, 0);
        R1.AddTo(places, 256);
        R2.AddTo(places, 512);
        R3.AddTo(places, 768);
        R4.AddTo(places, 1024);
        R5.AddTo(places, 1280);
        R6.AddTo(places, 1536);
        R7.AddTo(places, 1792);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(Float4 top, Float4 bottom, Float4 left, Float4 right)
    {
        R0.Add(top.X, left, right);
        R1.Add(top.Y, left, right);
        R2.Add(top.Z, left, right);
        R3.Add(top.W, left, right);
        R4.Add(bottom.X, left, right);
        R5.Add(bottom.Y, left, right);
        R6.Add(bottom.Z, left, right);
        R7.Add(bottom.W, left, right);
    }

    /// <summary>The accumulators of one row.</summary>
    internal struct Row
    {
        public Float4 Left;
        public Float4 Right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float factor, Float4 left, Float4 right)
        {
            Left.Add(factor, left);
            Right.Add(factor, right);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void CopyTo(ArrayView<Float4> places, int at)
        {
            places[at] = Left;
            places[at + 128] = Right;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void AddTo(ArrayView<Float4> places, int at)
        {
            Float4 left = places[at];
            Float4 right = places[at + 128];
            left.Add(Left);
            right.Add(Right);
            places[at] = left;
            places[at + 128] = right;
        }
    }
}
