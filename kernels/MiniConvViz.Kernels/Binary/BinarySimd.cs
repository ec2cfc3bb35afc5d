using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// A function of two tensors on the CPU's vector units. Along the innermost axis either both are read element by
/// element, or one value of one of them is combined with a row of the other.
/// </summary>
internal static unsafe class BinarySimd
{
    /// <summary>
    /// <c>output[i] = function(left[l(i)], right[r(i)])</c>, with the same results as <see cref="BinaryReference"/>.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="function">The function, such as a sum.</param>
    /// <param name="geometry">How the two are broadcast.</param>
    /// <param name="left">Any shape.</param>
    /// <param name="right">Any shape that broadcasts with it.</param>
    /// <param name="output">The larger of both extents on every axis; may be an input of that shape.</param>
    public static void Run<T>(
        CpuWorkers workers,
        T function,
        in BroadcastGeometry geometry,
        ReadOnlySpan<float> left,
        ReadOnlySpan<float> right,
        Span<float> output)
        where T : unmanaged, IBinary
    {
        fixed (float* leftPointer = left, rightPointer = right, outputPointer = output)
        {
            RangeJob<T> job = new()
            {
                Function = function,
                Geometry = geometry,
                Left = leftPointer,
                Right = rightPointer,
                Output = outputPointer,
                Count = output.Length,
            };
            workers.For(CpuGrain.Pieces(output.Length, CpuGrain.Floats), ref job);
        }
    }

    /// <summary>
    /// One piece is a range of <see cref="CpuGrain.Floats"/> values, wherever in a row it begins and ends.
    /// </summary>
    private struct RangeJob<T> : ICpuJob
        where T : unmanaged, IBinary
    {
        public T Function;
        public BroadcastGeometry Geometry;
        public float* Left;
        public float* Right;
        public float* Output;
        public int Count;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int first = index * CpuGrain.Floats;
            int end = first + Math.Min(CpuGrain.Floats, Count - first);
            BroadcastAxis row = Geometry.Axis0;
            while (first < end)
            {
                int count = Math.Min(end - first, row.Extent - (first % row.Extent));
                BroadcastOffsets at = Geometry.Offsets(first);
                if (row.LeftStride == row.RightStride)
                {
                    Pairs(Left + at.Left, Right + at.Right, Output + first, count);
                }
                else if (row.RightStride == 0)
                {
                    OneRight(Left + at.Left, Right[at.Right], Output + first, count);
                }
                else
                {
                    OneLeft(Left[at.Left], Right + at.Right, Output + first, count);
                }

                first += count;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Pairs(float* left, float* right, float* output, int count)
        {
            T function = Function;
            int i = 0;
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector.Store(function.Apply(Vector.Load(left + i), Vector.Load(right + i)), output + i);
            }

            for (; i < count; i++)
            {
                output[i] = (float)function.Apply((double)left[i], (double)right[i]);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void OneRight(float* left, float right, float* output, int count)
        {
            T function = Function;
            Vector<float> rights = Vector.Create(right);
            int i = 0;
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector.Store(function.Apply(Vector.Load(left + i), rights), output + i);
            }

            for (; i < count; i++)
            {
                output[i] = (float)function.Apply((double)left[i], (double)right);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void OneLeft(float left, float* right, float* output, int count)
        {
            T function = Function;
            Vector<float> lefts = Vector.Create(left);
            int i = 0;
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector.Store(function.Apply(lefts, Vector.Load(right + i)), output + i);
            }

            for (; i < count; i++)
            {
                output[i] = (float)function.Apply((double)left, (double)right[i]);
            }
        }
    }
}
