using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The convolution of few input channels: the first layer of nearly every network, whose input is an image. A thread
/// block loads the pixels of all its windows and its filters into shared memory, one channel at a time.
/// <code>
///      16 columns
///     +----------+      128 threads compute 8 x 16 pixels of 64 output channels,
///     |          |      a thread four pixels (two rows apart) of sixteen channels: 8 reads for 64 multiply-adds.
///  8  |  0   0   |      The 32 threads of a warp have the same sixteen channels: a weight is broadcast to all
/// rows|  1   1   |      of them, and the pixels of a row are adjacent.
///     |          |
///     +----------+
/// </code>
/// The GEMM forms process four channels and eight terms at a time, so the 3 channels of an image and 7x7 taps become
/// 200 terms. This kernel has 147.
/// </summary>
internal static class Conv2dGpuFirstLayer
{
    public const int Threads = 128;

    public const int SharedBytes = (MaxPixels + (MaxTaps * Channels)) * sizeof(float);

    /// <summary>With more channels, loading them one at a time takes longer than the terms it saves.</summary>
    public const int MostChannels = 4;

    private const int Channels = 64;
    private const int Rows = 8;
    private const int Columns = 16;
    private const int MaxPixels = 2048;
    private const int MaxTaps = 64;

    /// <summary>
    /// Whether the pixels of a patch's windows, and its filters, fit into the kernel's shared memory.
    /// </summary>
    public static bool Takes(in Conv2dGeometry geometry) =>
        (long)TileHeight(geometry) * TileWidth(geometry) <= MaxPixels
        && (long)geometry.KernelHeight * geometry.KernelWidth <= MaxTaps;

    /// <summary>
    /// Packs weights in the order in which a thread block loads them: [groups, tiles, C/groups, KH*KW, 64].
    /// </summary>
    /// <param name="geometry">The convolution; its batch, height and width do not matter.</param>
    /// <param name="weight">[O,C/groups,KH,KW]</param>
    public static float[] Pack(in Conv2dGeometry geometry, ReadOnlySpan<float> weight) =>
        Conv2dGpuTerms.PackByChannel(Channels, geometry, weight);

    /// <summary>Thread blocks of the whole output.</summary>
    public static long Blocks(in Conv2dGeometry geometry) =>
        (long)geometry.Batch * geometry.Groups * Tiles(geometry.GroupOutChannels, Channels)
        * Tiles(geometry.OutHeight, Rows) * Tiles(geometry.OutWidth, Columns);

    /// <summary>
    /// 96 registers, 24 KB of shared memory. A step is one input channel: 86 instructions per tap, and 250 to load.
    /// </summary>
    public static GpuBlock Block(in Conv2dGeometry geometry) => new(
        Warps: 4, Resident: 5, StepInstructions: (geometry.KernelHeight * geometry.KernelWidth * 86) + 250);

    public static void Run(GpuAccelerator gpu, in Conv2dGeometry geometry, in Conv2dGpuOperands operands) =>
        gpu.LaunchGroups(
            Kernel,
            Blocks(geometry),
            geometry,
            operands.Input,
            operands.Weight,
            operands.BiasOrEmpty,
            operands.ResidualOrEmpty,
            operands.Clamp,
            operands.Output);

    // A thread block computes 8 x 16 pixels of 64 output channels; a thread rows y, y+2, y+4, y+6 of sixteen.
    [GpuGroup(Threads)]
    private static void Kernel(
        Conv2dGeometry geometry,
        ArrayView<float> input,
        ArrayView<float> weight,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ClampRange clamp,
        ArrayView<float> output)
    {
        ArrayView<float> pixels = SharedMemory.Allocate<float>(MaxPixels);
        ArrayView<Float4> filters = SharedMemory.Allocate<float>(MaxTaps * Channels).Cast<Float4>();
        ArrayView<Float4> weights = weight.Cast<Float4>();

        int patchesX = Tiles(geometry.OutWidth, Columns);
        int patchesY = Tiles(geometry.OutHeight, Rows);
        int firstX = Grid.IdxX % patchesX * Columns;
        int firstY = Grid.IdxX / patchesX % patchesY * Rows;
        int tiles = Tiles(geometry.GroupOutChannels, Channels);
        int tile = Grid.IdxX / patchesX / patchesY % (tiles * geometry.Groups);
        int n = Grid.IdxX / patchesX / patchesY / (tiles * geometry.Groups);
        int group = tile / tiles;

        int thread = Group.IdxX;
        int sixteen = thread >> 5;
        int y = (thread >> 4) & 1;
        int x = thread & 15;
        int width = TileWidth(geometry);
        int corner = (y * geometry.StrideY * width) + (x * geometry.StrideX);
        int channel = (n * geometry.InChannels) + (group * geometry.GroupInChannels);
        int top = (firstY * geometry.StrideY) - geometry.PaddingY;
        int left = (firstX * geometry.StrideX) - geometry.PaddingX;
        int quads = geometry.KernelHeight * geometry.KernelWidth * (Channels / 4);
        int weightAt = tile * geometry.GroupInChannels * quads;
        Accumulators accumulators = default;
        for (int c = 0; c < geometry.GroupInChannels; c++)
        {
            FetchPixels(geometry, input, channel + c, top, left, pixels);
            for (int i = thread; i < quads; i += Threads)
            {
                filters[i] = weights[weightAt + i];
            }

            // The first barrier: no thread reads before everything is loaded. The second: no thread loads more before
            // all have finished reading.
            weightAt += quads;
            Group.Barrier();
            accumulators = SumUnderFilters(geometry, pixels, filters, corner, width, sixteen * 4, accumulators);
            Group.Barrier();
        }

        y += firstY;
        x += firstX;
        int inGroup = (tile % tiles * Channels) + (sixteen * 16);
        int o = (group * geometry.GroupOutChannels) + inGroup;
        int count = x < geometry.OutWidth ? geometry.GroupOutChannels - inGroup : 0;
        int plane = geometry.OutHeight * geometry.OutWidth;
        int first = (((n * geometry.OutChannels) + o) * plane) + (y * geometry.OutWidth) + x;
        int step = 2 * geometry.OutWidth;
        int end = geometry.OutHeight;
        Conv2dGpuRegisters.Store(
            accumulators.S0, o, y < end ? count : 0, first, plane, bias, residual, clamp, output);
        Conv2dGpuRegisters.Store(
            accumulators.S1, o, y + 2 < end ? count : 0, first + step, plane, bias, residual, clamp, output);
        Conv2dGpuRegisters.Store(
            accumulators.S2, o, y + 4 < end ? count : 0, first + (2 * step), plane, bias, residual, clamp, output);
        Conv2dGpuRegisters.Store(
            accumulators.S3, o, y + 6 < end ? count : 0, first + (3 * step), plane, bias, residual, clamp, output);
    }

    // A warp loads 32 adjacent pixels of a row; pixels outside the image are zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchPixels(
        Conv2dGeometry geometry, ArrayView<float> input, int channel, int top, int left, ArrayView<float> pixels)
    {
        int width = TileWidth(geometry);
        int height = TileHeight(geometry);
        for (int row = Group.IdxX >> 5; row < height; row += Threads / 32)
        {
            int inY = top + row;
            for (int column = Group.IdxX & 31; column < width; column += 32)
            {
                int inX = left + column;
                float pixel = 0f;
                if (inY >= 0 && inY < geometry.InHeight && inX >= 0 && inX < geometry.InWidth)
                {
                    pixel = input[(((channel * geometry.InHeight) + inY) * geometry.InWidth) + inX];
                }

                pixels[(row * width) + column] = pixel;
            }
        }
    }

    // No tests for borders: the zero padding is part of the tile in shared memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Accumulators SumUnderFilters(
        Conv2dGeometry geometry,
        ArrayView<float> pixels,
        ArrayView<Float4> filters,
        int corner,
        int width,
        int filterAt,
        Accumulators accumulators)
    {
        int down = 2 * geometry.StrideY * width;
        for (int ky = 0; ky < geometry.KernelHeight; ky++)
        {
            int at = corner;
            for (int kx = 0; kx < geometry.KernelWidth; kx++)
            {
                ArrayView<Float4> filter = filters.SubView(filterAt, 4);
                GpuSixteen weights = new(filter, 0);
                accumulators.S0.Add(pixels[at], weights);
                accumulators.S1.Add(pixels[at + down], weights);
                accumulators.S2.Add(pixels[at + (2 * down)], weights);
                accumulators.S3.Add(pixels[at + (3 * down)], weights);
                filterAt += Channels / 4;
                at += geometry.DilationX;
            }

            corner += geometry.DilationY * width;
        }

        return accumulators;
    }

    // Rows of the pixels of a patch's windows.
    private static int TileHeight(in Conv2dGeometry geometry) =>
        ((Rows - 1) * geometry.StrideY) + ((geometry.KernelHeight - 1) * geometry.DilationY) + 1;

    private static int TileWidth(in Conv2dGeometry geometry) =>
        ((Columns - 1) * geometry.StrideX) + ((geometry.KernelWidth - 1) * geometry.DilationX) + 1;

    private static int Tiles(int size, int tile) => (size + tile - 1) / tile;

    /// <summary>The register tile of one thread: four pixels by sixteen channels, one accumulator each.</summary>
    private struct Accumulators
    {
        public GpuSixteen S0;
        public GpuSixteen S1;
        public GpuSixteen S2;
        public GpuSixteen S3;
    }
}
