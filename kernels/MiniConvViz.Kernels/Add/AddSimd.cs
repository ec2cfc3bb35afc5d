using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>The sum of two feature maps on the CPU's vector units.</summary>
public static unsafe class AddSimd
{
    /// <summary><c>output[i] = left[i] + right[i]</c>, the numbers of <see cref="AddReference"/>.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="left">Any shape.</param>
    /// <param name="right">The same shape.</param>
    /// <param name="output">The same shape; may be either input itself.</param>
    public static void Run(CpuWorkers workers, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output)
    {
        fixed (float* leftPointer = left, rightPointer = right, outputPointer = output)
        {
            RangeJob job = new()
            {
                Left = leftPointer,
                Right = rightPointer,
                Output = outputPointer,
                Count = left.Length,
            };
            workers.For(CpuGrain.Pieces(left.Length, CpuGrain.Floats), ref job);
        }
    }

    /// <summary>One piece is a range of <see cref="CpuGrain.Floats"/> numbers.</summary>
    private struct RangeJob : ICpuJob
    {
        public float* Left;
        public float* Right;
        public float* Output;
        public int Count;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int first = index * CpuGrain.Floats;
            int count = Math.Min(CpuGrain.Floats, Count - first);
            float* left = Left + first;
            float* right = Right + first;
            float* output = Output + first;
            int i = 0;
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector.Store(Vector.Load(left + i) + Vector.Load(right + i), output + i);
            }

            for (; i < count; i++)
            {
                output[i] = left[i] + right[i];
            }
        }
    }
}
