using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>An activation on the CPU's vector units.</summary>
internal static unsafe class ActivationSimd
{
    /// <summary><c>output[i] = function(input[i])</c>, as <see cref="ActivationReference"/>, in float.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="function">The activation.</param>
    /// <param name="input">Any shape.</param>
    /// <param name="output">The same shape; may be the input itself.</param>
    public static void Run<T>(CpuWorkers workers, T function, ReadOnlySpan<float> input, Span<float> output)
        where T : unmanaged, IActivation
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            RangeJob<T> job = new()
            {
                Function = function,
                Input = inputPointer,
                Output = outputPointer,
                Count = input.Length,
            };
            workers.For(CpuGrain.Pieces(input.Length, CpuGrain.Floats), ref job);
        }
    }

    /// <summary>One piece is a range of <see cref="CpuGrain.Floats"/> values.</summary>
    private struct RangeJob<T> : ICpuJob
        where T : unmanaged, IActivation
    {
        public T Function;
        public float* Input;
        public float* Output;
        public int Count;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            T function = Function;
            int first = index * CpuGrain.Floats;
            int count = Math.Min(CpuGrain.Floats, Count - first);
            float* input = Input + first;
            float* output = Output + first;
            int i = 0;
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector.Store(function.Apply(Vector.Load(input + i)), output + i);
            }

            if (i < count)
            {
                Vector<float> tail = function.Apply(VectorTail.Load(input + i, count - i, filler: 0f));
                VectorTail.Store(tail, output + i, count - i);
            }
        }
    }
}
