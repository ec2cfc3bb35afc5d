using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The convolution on a GPU with shared memory: one thread per output still, but 256 of them, a patch of 16x16 pixels
/// of one output channel, look at overlapping windows of the same picture. For each input channel they fetch the pixels
/// under all their windows and the filter once, together, and sum up from there.
/// <code>
///       16 + 2
///     +--------+      a 3x3 filter: 18 x 18 + 9 numbers fetched for 256 x 9 multiply-adds,
///     |+------+|      where 256 threads on their own fetch 256 x 18
///     ||16x16 ||
///     |+------+|
///     +--------+
/// </code>
/// </summary>
internal static class Conv2dGpuSharedTile
{
    public const int Threads = Side * Side;

    public const int SharedBytes = (MaxPixels + MaxTaps) * sizeof(float);

    private const int Side = 16;
    private const int MaxPixels = 5120;
    private const int MaxTaps = 512;

    /// <summary>Whether the pixels under a patch, and a filter, fit into the shared memory set aside.</summary>
    public static bool Takes(in Conv2dGeometry geometry) =>
        (long)TileHeight(geometry) * TileWidth(geometry) <= MaxPixels
        && (long)geometry.KernelHeight * geometry.KernelWidth <= MaxTaps;

    public static void Run(GpuAccelerator gpu, in Conv2dGeometry geometry, in Conv2dGpuOperands operands) =>
        gpu.LaunchGroups(
            Kernel,
            (long)geometry.Batch * geometry.OutChannels * Patches(geometry.OutHeight) * Patches(geometry.OutWidth),
            geometry,
            operands.Input,
            operands.Weight,
            operands.BiasOrEmpty,
            operands.ResidualOrEmpty,
            operands.Clamp,
            operands.Output);

    // A group computes 16x16 pixels of output[n,o], a thread one of them.
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
        ArrayView<float> filter = SharedMemory.Allocate<float>(MaxTaps);

        int patchesX = Patches(geometry.OutWidth);
        int patchesY = Patches(geometry.OutHeight);
        int map = Grid.IdxX / patchesX / patchesY;
        int o = map % geometry.OutChannels;
        int n = map / geometry.OutChannels;
        int firstY = Grid.IdxX / patchesX % patchesY * Side;
        int firstX = Grid.IdxX % patchesX * Side;

        int group = o / geometry.GroupOutChannels;
        int channel = (n * geometry.InChannels) + (group * geometry.GroupInChannels);
        int top = (firstY * geometry.StrideY) - geometry.PaddingY;
        int left = (firstX * geometry.StrideX) - geometry.PaddingX;
        int taps = geometry.KernelHeight * geometry.KernelWidth;
        int y = Group.IdxX / Side;
        int x = Group.IdxX % Side;
        int corner = (y * geometry.StrideY * TileWidth(geometry)) + (x * geometry.StrideX);
        float sum = 0f;
        for (int c = 0; c < geometry.GroupInChannels; c++)
        {
            FetchPixels(geometry, input, channel + c, top, left, pixels);
            for (int tap = Group.IdxX; tap < taps; tap += Threads)
            {
                filter[tap] = weight[(((o * geometry.GroupInChannels) + c) * taps) + tap];
            }

            // Nobody reads before everything is there, and nobody fetches more before everybody has read.
            Group.Barrier();
            sum = SumUnderFilter(geometry, pixels, filter, corner, sum);
            Group.Barrier();
        }

        y += firstY;
        x += firstX;
        if (y < geometry.OutHeight && x < geometry.OutWidth)
        {
            int index = (((map * geometry.OutHeight) + y) * geometry.OutWidth) + x;
            sum = bias.Length > 0 ? sum + bias[o] : sum;
            sum = residual.Length > 0 ? sum + residual[index] : sum;
            output[index] = clamp.Apply(sum);
        }
    }

    // Neighbouring threads fetch neighbouring pixels; what lies outside the image is zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchPixels(
        Conv2dGeometry geometry, ArrayView<float> input, int channel, int top, int left, ArrayView<float> pixels)
    {
        int width = TileWidth(geometry);
        int count = TileHeight(geometry) * width;
        for (int i = Group.IdxX; i < count; i += Threads)
        {
            int inY = top + (i / width);
            int inX = left + (i % width);
            float pixel = 0f;
            if (inY >= 0 && inY < geometry.InHeight && inX >= 0 && inX < geometry.InWidth)
            {
                pixel = input[(((channel * geometry.InHeight) + inY) * geometry.InWidth) + inX];
            }

            pixels[i] = pixel;
        }
    }

    // No tests: the border of zeros is a part of the tile.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SumUnderFilter(
        Conv2dGeometry geometry, ArrayView<float> pixels, ArrayView<float> filter, int corner, float sum)
    {
        int tap = 0;
        int row = corner;
        for (int ky = 0; ky < geometry.KernelHeight; ky++)
        {
            int at = row;
            for (int kx = 0; kx < geometry.KernelWidth; kx++)
            {
                sum += pixels[at] * filter[tap];
                at += geometry.DilationX;
                tap++;
            }

            row += geometry.DilationY * TileWidth(geometry);
        }

        return sum;
    }

    // The pixels under a patch's windows.
    private static int TileHeight(in Conv2dGeometry geometry) =>
        ((Side - 1) * geometry.StrideY) + ((geometry.KernelHeight - 1) * geometry.DilationY) + 1;

    private static int TileWidth(in Conv2dGeometry geometry) =>
        ((Side - 1) * geometry.StrideX) + ((geometry.KernelWidth - 1) * geometry.DilationX) + 1;

    private static int Patches(int size) => (size + Side - 1) / Side;
}
