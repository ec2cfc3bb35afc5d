using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>Batch normalisation on the CPU's vector units: one multiplication and one addition per element.</summary>
internal static unsafe class BatchNorm2dSimd
{
    /// <summary><c>output[n,c,y,x] = input[n,c,y,x] * scale[c] + shift[c]</c></summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="scale">[C], from <see cref="BatchNorm2dScale.Fold"/>.</param>
    /// <param name="shift">[C], from <see cref="BatchNorm2dScale.Fold"/>.</param>
    /// <param name="output">[N,C,H,W]; may be the input itself.</param>
    public static void Run(
        CpuWorkers workers,
        in BatchNorm2dGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> scale,
        ReadOnlySpan<float> shift,
        Span<float> output)
    {
        fixed (float* inputPointer = input, scalePointer = scale, shiftPointer = shift, outputPointer = output)
        {
            RangeJob job = new()
            {
                Geometry = geometry,
                Input = inputPointer,
                Scale = scalePointer,
                Shift = shiftPointer,
                Output = outputPointer,
                Count = input.Length,
            };
            workers.For(CpuGrain.Pieces(input.Length, CpuGrain.Floats), ref job);
        }
    }

    /// <summary>
    /// One piece is a range of <see cref="CpuGrain.Floats"/> values, wherever in a channel it begins and ends.
    /// </summary>
    private struct RangeJob : ICpuJob
    {
        public BatchNorm2dGeometry Geometry;
        public float* Input;
        public float* Scale;
        public float* Shift;
        public float* Output;
        public int Count;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int first = index * CpuGrain.Floats;
            int end = first + Math.Min(CpuGrain.Floats, Count - first);
            while (first < end)
            {
                int c = first / Geometry.Plane % Geometry.Channels;
                int count = Math.Min(end - first, Geometry.Plane - (first % Geometry.Plane));
                ScaleAndShift(Input + first, Scale[c], Shift[c], Output + first, count);
                first += count;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void ScaleAndShift(float* input, float scale, float shift, float* output, int count)
        {
            Vector<float> shifts = Vector.Create(shift);
            int i = 0;
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector.Store((Vector.Load(input + i) * scale) + shifts, output + i);
            }

            for (; i < count; i++)
            {
                output[i] = (input[i] * scale) + shift;
            }
        }
    }
}
