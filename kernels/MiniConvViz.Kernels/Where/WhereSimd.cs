using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Choosing by a condition on the CPU's vector units. Along a row each operand is either read element by element, or
/// one element of it serves the whole row.
/// </summary>
internal static unsafe class WhereSimd
{
    /// <summary>
    /// <c>output[i] = condition[c(i)] != 0 ? input[x(i)] : other[y(i)]</c>, as <see cref="WhereReference"/>.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">How the three meet.</param>
    /// <param name="condition">0 for false; any shape.</param>
    /// <param name="input">What a true condition chooses; any shape.</param>
    /// <param name="other">What a false condition chooses; any shape.</param>
    /// <param name="output">The largest of the three extents on every axis.</param>
    public static void Run(
        CpuWorkers workers,
        in WhereGeometry geometry,
        ReadOnlySpan<float> condition,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> other,
        Span<float> output)
    {
        fixed (float* conditionPointer = condition, inputPointer = input, otherPointer = other, outputPointer = output)
        {
            RangeJob job = new()
            {
                Geometry = geometry,
                Condition = conditionPointer,
                Input = inputPointer,
                Other = otherPointer,
                Output = outputPointer,
                Count = output.Length,
            };
            workers.For(CpuGrain.Pieces(output.Length, CpuGrain.Floats), ref job);
        }
    }

    /// <summary>One piece is a range of the output, wherever in a row it begins and ends.</summary>
    private struct RangeJob : ICpuJob
    {
        public WhereGeometry Geometry;
        public float* Condition;
        public float* Input;
        public float* Other;
        public float* Output;
        public int Count;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int first = index * CpuGrain.Floats;
            int end = first + Math.Min(CpuGrain.Floats, Count - first);
            while (first < end)
            {
                int count = Math.Min(
                    Math.Min(end - first, Left(Geometry.Condition.Axis0, first)),
                    Math.Min(Left(Geometry.Input.Axis0, first), Left(Geometry.Other.Axis0, first)));
                Row(first, count);
                first += count;
            }
        }

        /// <summary>Elements from a place to the end of its row.</summary>
        private static int Left(BroadcastAxis row, int place) => row.Extent - (place % row.Extent);

        private static Vector<float> Load(float* values, int stride, int i) =>
            stride == 0 ? Vector.Create(values[0]) : Vector.Load(values + i);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Row(int first, int count)
        {
            float* condition = Condition + Geometry.Condition.Offsets(first).Left;
            float* input = Input + Geometry.Input.Offsets(first).Left;
            float* other = Other + Geometry.Other.Offsets(first).Left;
            int conditionStride = Geometry.Condition.Axis0.LeftStride;
            int inputStride = Geometry.Input.Axis0.LeftStride;
            int otherStride = Geometry.Other.Axis0.LeftStride;
            int i = 0;
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<int> isFalse = Vector.Equals(Load(condition, conditionStride, i), Vector<float>.Zero);
                Vector<float> chosen = Vector.ConditionalSelect(
                    isFalse, Load(other, otherStride, i), Load(input, inputStride, i));
                Vector.Store(chosen, Output + first + i);
            }

            for (; i < count; i++)
            {
                Output[first + i] = condition[i * conditionStride] != 0f
                    ? input[i * inputStride]
                    : other[i * otherStride];
            }
        }
    }
}
