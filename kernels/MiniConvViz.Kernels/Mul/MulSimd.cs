using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// The product of two feature maps, or of feature maps and one factor per channel, on the CPU's vector units.
/// </summary>
public static unsafe class MulSimd
{
    /// <summary><c>output[i] = left[i] * right[i / repeat]</c>, the numbers of <see cref="MulReference"/>.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="left">Any shape, or [N,C,H,W] with one factor per channel.</param>
    /// <param name="right">The same shape as <paramref name="left"/>, or [N,C,1,1].</param>
    /// <param name="repeat">How many neighbours share a factor: 1 for equal shapes, H*W for [N,C,1,1].</param>
    /// <param name="output">The shape of <paramref name="left"/>; may be <paramref name="left"/> itself.</param>
    public static void Run(
        CpuWorkers workers, ReadOnlySpan<float> left, ReadOnlySpan<float> right, int repeat, Span<float> output)
    {
        fixed (float* leftPointer = left, rightPointer = right, outputPointer = output)
        {
            RangeJob job = new()
            {
                Left = leftPointer,
                Right = rightPointer,
                Repeat = repeat,
                Output = outputPointer,
                Count = left.Length,
            };
            workers.For(CpuGrain.Pieces(left.Length, CpuGrain.Floats), ref job);
        }
    }

    /// <summary>
    /// One piece is a range of <see cref="CpuGrain.Floats"/> numbers, wherever in a channel it begins and ends.
    /// </summary>
    private struct RangeJob : ICpuJob
    {
        public float* Left;
        public float* Right;
        public int Repeat;
        public float* Output;
        public int Count;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int first = index * CpuGrain.Floats;
            int end = first + Math.Min(CpuGrain.Floats, Count - first);
            if (Repeat == 1)
            {
                Multiply(Left + first, Right + first, Output + first, end - first);
                return;
            }

            while (first < end)
            {
                int factor = first / Repeat;
                int count = Math.Min(end - first, Repeat - (first % Repeat));
                Scale(Left + first, Right[factor], Output + first, count);
                first += count;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Multiply(float* left, float* right, float* output, int count)
        {
            int i = 0;
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector.Store(Vector.Load(left + i) * Vector.Load(right + i), output + i);
            }

            for (; i < count; i++)
            {
                output[i] = left[i] * right[i];
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Scale(float* left, float factor, float* output, int count)
        {
            int i = 0;
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector.Store(Vector.Load(left + i) * factor, output + i);
            }

            for (; i < count; i++)
            {
                output[i] = left[i] * factor;
            }
        }
    }
}
