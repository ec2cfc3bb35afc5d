using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The sums of one thread of <see cref="Conv2dGpuProduct128"/>: 8 output channels by 8 pixels, each a register. They
/// are written out one by one, because an array that is indexed in a loop would lie in memory.
/// </summary>
internal struct Conv2dGpuSums8x8
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
    /// One term: 4 reads of sixteen bytes for 64 multiply-adds. Both views begin where this thread's share does; the
    /// second half of the share lies 64 numbers after the first.
    /// </summary>
    /// <param name="weights">A weight for each of 128 output channels, 8 times.</param>
    /// <param name="pixels">128 pixels, 8 times.</param>
    /// <param name="term">0 to 7, a constant: so its place becomes a part of the load instruction.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ArrayView<Float4> weights, ArrayView<Float4> pixels, int term)
    {
        Float4 top = weights[term * 32];
        Float4 bottom = weights[(term * 32) + 16];
        Float4 left = pixels[term * 32];
        Float4 right = pixels[(term * 32) + 16];
        R0.Add(top.X, left, right);
        R1.Add(top.Y, left, right);
        R2.Add(top.Z, left, right);
        R3.Add(top.W, left, right);
        R4.Add(bottom.X, left, right);
        R5.Add(bottom.Y, left, right);
        R6.Add(bottom.Z, left, right);
        R7.Add(bottom.W, left, right);
    }

    /// <summary>The sums of one output channel.</summary>
    internal struct Row
    {
        public Float4 Left;
        public Float4 Right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float weight, Float4 left, Float4 right)
        {
            Left.Add(weight, left);
            Right.Add(weight, right);
        }
    }
}
