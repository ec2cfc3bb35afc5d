using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// The transposed convolution on the CPU's vector units, in two steps for every chunk of output channels: a GEMM
/// computes the columns, which hold the contribution of every input pixel to each of its output pixels; then col2im,
/// as in Caffe, adds them to the output.
/// </summary>
internal static unsafe class ConvTranspose2dSimd
{
    /// <summary>
    /// Computes the transposed convolution of <see cref="ConvTranspose2dReference"/>, with accumulators in float.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="weights">[C,O/groups,KH,KW] and [O], packed.</param>
    /// <param name="output">[N,O,OH,OW]</param>
    public static void Run(
        CpuWorkers workers,
        in ConvTranspose2dGeometry geometry,
        ReadOnlySpan<float> input,
        ConvTranspose2dPackedWeights weights,
        Span<float> output)
    {
        using Lock.Scope hold = workers.Hold();
        int inPlane = geometry.InHeight * geometry.InWidth;
        int outPlane = geometry.OutHeight * geometry.OutWidth;
        int columnFloats = checked(weights.ChannelsPerChunk * geometry.Taps * inPlane);
        float* columns = workers.SharedScratch(columnFloats, CpuWorkers.ConvTransposeScratch);
        int chunksPerGroup = weights.Chunks.Length / geometry.Groups;
        fixed (float* outputPointer = output, biasPointer = weights.Bias)
        {
            for (int n = 0; n < geometry.Batch; n++)
            {
                for (int i = 0; i < weights.Chunks.Length; i++)
                {
                    (int group, int chunk) = Math.DivRem(i, chunksPerGroup);
                    int first = chunk * weights.ChannelsPerChunk;
                    int channels = Math.Min(weights.ChannelsPerChunk, geometry.GroupOutChannels - first);
                    Conv2dGeometry product = Product(geometry, channels * geometry.Taps);
                    int firstInput = ((n * geometry.Groups) + group) * geometry.GroupInChannels * inPlane;
                    Conv2dSimd.Run(
                        workers,
                        product,
                        input.Slice(firstInput, geometry.GroupInChannels * inPlane),
                        weights.Chunks[i],
                        residual: [],
                        ClampRange.None,
                        new Span<float>(columns, product.OutChannels * inPlane));

                    int o = (group * geometry.GroupOutChannels) + first;
                    nint firstOutput = ((nint)n * geometry.OutChannels) + o;
                    Col2imJob job = new()
                    {
                        Geometry = geometry,
                        Columns = columns,
                        Bias = biasPointer + o,
                        Output = outputPointer + (firstOutput * outPlane),
                    };
                    workers.For(channels, ref job);
                }
            }
        }
    }

    /// <summary>The 1x1 convolution from one group's channels to the columns of one chunk.</summary>
    private static Conv2dGeometry Product(in ConvTranspose2dGeometry geometry, int rows) => new()
    {
        Batch = 1,
        InChannels = geometry.GroupInChannels,
        InHeight = 1,
        InWidth = geometry.InHeight * geometry.InWidth,
        OutChannels = rows,
        OutHeight = 1,
        OutWidth = geometry.InHeight * geometry.InWidth,
        KernelHeight = 1,
        KernelWidth = 1,
        StrideY = 1,
        StrideX = 1,
        PaddingY = 0,
        PaddingX = 0,
        DilationY = 1,
        DilationX = 1,
        Groups = 1,
    };

    /// <summary>A piece is one output channel of one image: col2im adds up all its contributions.</summary>
    private struct Col2imJob : ICpuJob
    {
        public ConvTranspose2dGeometry Geometry;

        /// <summary>[channels,KH,KW,H,W]</summary>
        public float* Columns;

        /// <summary>[channels]</summary>
        public float* Bias;

        /// <summary>[channels,OH,OW]</summary>
        public float* Output;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int inPlane = Geometry.InHeight * Geometry.InWidth;
            int outPlane = Geometry.OutHeight * Geometry.OutWidth;
            float* output = Output + ((nint)index * outPlane);
            float* columns = Columns + ((nint)index * Geometry.Taps * inPlane);
            new Span<float>(output, outPlane).Fill(Bias[index]);
            for (int ky = 0; ky < Geometry.KernelHeight; ky++)
            {
                for (int kx = 0; kx < Geometry.KernelWidth; kx++)
                {
                    Add(columns, ky, kx, output);
                    columns += inPlane;
                }
            }
        }

        /// <summary>Adds the contributions of one tap of the filter, for every input pixel.</summary>
        private readonly void Add(float* columns, int ky, int kx, float* output)
        {
            // Input column x lands in output column left + x*stride; start <= x < end land inside.
            int stride = Geometry.StrideX;
            int left = (kx * Geometry.DilationX) - Geometry.PaddingX;
            int start = Math.Min(Geometry.InWidth, left < 0 ? (stride - 1 - left) / stride : 0);
            int end = Math.Clamp((Geometry.OutWidth - left + stride - 1) / stride, start, Geometry.InWidth);
            for (int inY = 0; inY < Geometry.InHeight; inY++)
            {
                int y = (inY * Geometry.StrideY) + (ky * Geometry.DilationY) - Geometry.PaddingY;
                if ((uint)y < (uint)Geometry.OutHeight)
                {
                    float* row = output + ((nint)y * Geometry.OutWidth) + left + ((nint)start * stride);
                    AddRow(columns + ((nint)inY * Geometry.InWidth) + start, end - start, stride, row);
                }
            }
        }

        /// <summary><c>row[x*stride] += columns[x]</c></summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void AddRow(float* columns, int count, int stride, float* row)
        {
            int x = 0;
            if (stride == 1)
            {
                for (; x <= count - Vector<float>.Count; x += Vector<float>.Count)
                {
                    (Vector.Load(row + x) + Vector.Load(columns + x)).Store(row + x);
                }
            }

            for (; x < count; x++)
            {
                row[(nint)x * stride] += columns[x];
            }
        }
    }
}
