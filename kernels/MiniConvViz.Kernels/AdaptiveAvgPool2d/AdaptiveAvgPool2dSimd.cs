using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>Adaptive average pooling on the CPU's vector units.</summary>
internal static unsafe class AdaptiveAvgPool2dSimd
{
    /// <summary>
    /// <c>output[n,c,y,x] = mean of input[n, c, floor(y*H/OH) .. ceil((y+1)*H/OH), floor(x*W/OW) ..
    /// ceil((x+1)*W/OW)]</c>, as
    /// <see cref="AdaptiveAvgPool2dReference"/>.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="output">[N,C,OH,OW]</param>
    public static void Run(
        CpuWorkers workers, in AdaptivePool2dGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            if (geometry.OutHeight == 1 && geometry.OutWidth == 1)
            {
                MeansJob means = new(geometry, inputPointer, outputPointer);
                workers.For(means.Pieces, ref means);
                return;
            }

            AdaptivePool2dJob<AverageReduction> windows = new(geometry, inputPointer, outputPointer);
            workers.For(windows.Pieces, ref windows, windows.ScratchFloats);
        }
    }

    /// <summary>
    /// Means of whole channels, each contiguous in memory. One piece is some channels of some images.
    /// </summary>
    private readonly struct MeansJob(AdaptivePool2dGeometry geometry, float* input, float* output) : ICpuJob
    {
        // At most 128 elements are summed in float, lane by lane, before the sum moves on to double.
        private const int BlockFloats = 128;

        private readonly float* _input = input;
        private readonly float* _output = output;
        private readonly int _planes = geometry.Batch * geometry.Channels;
        private readonly int _size = geometry.InHeight * geometry.InWidth;
        private readonly int _planesPerPiece = CpuGrain.ItemsPerPiece((long)geometry.InHeight * geometry.InWidth);

        public int Pieces => CpuGrain.Pieces(_planes, _planesPerPiece);

        public void Run(int index, int worker, CpuWorkers workers)
        {
            int first = index * _planesPerPiece;
            int end = Math.Min(first + _planesPerPiece, _planes);
            for (int plane = first; plane < end; plane++)
            {
                _output[plane] = Mean(_input + ((nint)plane * _size), _size);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Mean(float* numbers, int count)
        {
            double sum = 0.0;
            for (int start = 0; start < count; start += BlockFloats)
            {
                int end = start + Math.Min(BlockFloats, count - start);
                Vector<float> lanes = Vector<float>.Zero;
                int i = start;
                for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
                {
                    lanes += Vector.Load(numbers + i);
                }

                sum += Vector.Sum(lanes);
                for (; i < end; i++)
                {
                    sum += numbers[i];
                }
            }

            return (float)(sum / count);
        }
    }
}
