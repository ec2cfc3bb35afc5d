using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Batch normalisation in blocks of channels: a lane is a channel, so scale and shift are vectors that stay in
/// registers from pixel to pixel.
/// </summary>
internal static unsafe class BatchNorm2dBlocked
{
    /// <summary><c>output[n,c,y,x] = input[n,c,y,x] * scale[c] + shift[c]</c></summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,B,H*W,16]</param>
    /// <param name="scale">[C], from <see cref="BatchNorm2dScale.Fold"/>.</param>
    /// <param name="shift">[C], from <see cref="BatchNorm2dScale.Fold"/>.</param>
    /// <param name="output">[N,B,H*W,16]; may be the input itself.</param>
    public static void Run(
        CpuWorkers workers,
        in BatchNorm2dGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> scale,
        ReadOnlySpan<float> shift,
        Span<float> output) => Run(LaneForms.Best, workers, geometry, input, scale, shift, output);

    /// <summary>Normalises by a chosen form, which this machine must support.</summary>
    internal static void Run(
        LaneForm form,
        CpuWorkers workers,
        in BatchNorm2dGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> scale,
        ReadOnlySpan<float> shift,
        Span<float> output)
    {
        int pixelsPerPiece = CpuGrain.ItemsPerPiece(ChannelBlocks.Lanes);
        fixed (float* inputPointer = input, scalePointer = scale, shiftPointer = shift, outputPointer = output)
        {
            PixelsJob job = new()
            {
                Geometry = geometry,
                PixelsPerPiece = pixelsPerPiece,
                PiecesPerBlock = CpuGrain.Pieces(geometry.Plane, pixelsPerPiece),
                Input = inputPointer,
                Scale = scalePointer,
                Shift = shiftPointer,
                Output = outputPointer,
            };
            int blocks = geometry.Batch * ChannelBlocks.Count(geometry.Channels);
            LaneForms.For(form, workers, blocks * job.PiecesPerBlock, job);
        }
    }

    /// <summary>One piece is some pixels of one block of one image.</summary>
    private struct PixelsJob : ILanesJob
    {
        private const int Lanes = ChannelBlocks.Lanes;

        public BatchNorm2dGeometry Geometry;
        public int PixelsPerPiece;
        public int PiecesPerBlock;
        public float* Input;
        public float* Scale;
        public float* Shift;
        public float* Output;

        public readonly void Run<TLanes, TVector>(int index, int worker, CpuWorkers workers)
            where TLanes : unmanaged, ILanes<TVector>
            where TVector : unmanaged
        {
            (int imageBlock, int piece) = Math.DivRem(index, PiecesPerBlock);
            int channel = imageBlock % ChannelBlocks.Count(Geometry.Channels) * Lanes;
            int channels = Math.Min(Lanes, Geometry.Channels - channel);

            // The last block may have fewer channels than lanes.
            float* scale = stackalloc float[Lanes];
            float* shift = stackalloc float[Lanes];
            new ReadOnlySpan<float>(Scale + channel, channels).CopyTo(new Span<float>(scale, Lanes));
            new ReadOnlySpan<float>(Shift + channel, channels).CopyTo(new Span<float>(shift, Lanes));
            int first = piece * PixelsPerPiece;
            int pixels = Math.Min(PixelsPerPiece, Geometry.Plane - first);
            nint at = (((nint)imageBlock * Geometry.Plane) + first) * Lanes;
            for (int lane = 0; lane < Lanes; lane += TLanes.Count)
            {
                ScaleAndShift<TLanes, TVector>(
                    Input + at + lane,
                    TLanes.Load(scale + lane),
                    TLanes.Load(shift + lane),
                    Output + at + lane,
                    pixels);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void ScaleAndShift<TLanes, TVector>(
            float* input, TVector scale, TVector shift, float* output, int pixels)
            where TLanes : unmanaged, ILanes<TVector>
            where TVector : unmanaged
        {
            for (nint at = 0; at < (nint)pixels * Lanes; at += Lanes)
            {
                TLanes.Store(TLanes.MultiplyAdd(TLanes.Load(input + at), scale, shift), output + at);
            }
        }
    }
}
