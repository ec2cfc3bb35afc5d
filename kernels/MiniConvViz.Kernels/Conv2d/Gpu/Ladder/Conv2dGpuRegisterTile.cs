using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The third rung: a one-dimensional register tile. One thread computes one pixel of eight output channels instead of
/// one: eight accumulators in registers. The 256 threads of a block share a patch of pixels as in
/// <see cref="Conv2dGpuSharedTile"/>, and eight filters.
/// <code>
///                    one pixel          shared memory      registers
///                       |
///      8 filters  x  [ p ]     read:    1 pixel            8 accumulators
///                                       8 weights
/// </code>
/// <para>What it buys: a pixel is read from shared memory once for eight multiply-adds, 9 reads where the second rung
/// makes 16; and the pixels are loaded from memory once for eight output channels. What it leaves: the eight weights
/// are eight reads.</para>
/// </summary>
internal static class Conv2dGpuRegisterTile
{
    public const int Threads = Conv2dGpuPatch.Threads;

    public const int SharedBytes =
        (Conv2dGpuPatch.MaxPixels + (MaxTaps * Conv2dGpuEightChannels.Count)) * sizeof(float);

    private const int MaxTaps = 128;

    /// <summary>Whether the pixels of a patch's windows, and eight filters, fit into the shared memory.</summary>
    public static bool Takes(in Conv2dGeometry geometry) =>
        Conv2dGpuPatch.Takes(geometry) && (long)geometry.KernelHeight * geometry.KernelWidth <= MaxTaps;

    public static void Run(GpuAccelerator gpu, in Conv2dGeometry geometry, in Conv2dGpuOperands operands) =>
        gpu.LaunchGroups(
            Kernel,
            (long)geometry.Batch * geometry.Groups * Conv2dGpuEightChannels.Blocks(geometry)
                * Conv2dGpuPatch.PerMap(geometry),
            geometry,
            operands.Input,
            operands.Weight,
            operands.BiasOrEmpty,
            operands.ResidualOrEmpty,
            operands.Clamp,
            operands.Output);

    // A thread block computes 16 x 16 pixels of output[n,o..o+7], a thread one pixel of each.
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
        ArrayView<float> pixels = SharedMemory.Allocate<float>(Conv2dGpuPatch.MaxPixels);
        ArrayView<float> filters = SharedMemory.Allocate<float>(MaxTaps * Conv2dGpuEightChannels.Count);

        Conv2dGpuPatch patch = new(geometry, Grid.IdxX);
        int blocks = Conv2dGpuEightChannels.Blocks(geometry);
        int n = patch.Map / (blocks * geometry.Groups);
        int group = patch.Map / blocks % geometry.Groups;
        int channel = (n * geometry.InChannels) + (group * geometry.GroupInChannels);
        int firstOut = (group * geometry.GroupOutChannels) + (patch.Map % blocks * Conv2dGpuEightChannels.Count);
        int lastOut = ((group + 1) * geometry.GroupOutChannels) - 1;
        int taps = geometry.KernelHeight * geometry.KernelWidth;
        Conv2dGpuEightChannels accumulators = default;
        for (int c = 0; c < geometry.GroupInChannels; c++)
        {
            patch.LoadPixels(geometry, input, channel + c, pixels);
            for (int i = Group.IdxX; i < taps * Conv2dGpuEightChannels.Count; i += Threads)
            {
                // A filter past the last is replaced by the last, and its results are not stored.
                int o = Math.Min(firstOut + (i / taps), lastOut);
                filters[i] = weight[(((o * geometry.GroupInChannels) + c) * taps) + (i % taps)];
            }

            Group.Barrier();
            accumulators = SumUnderFilters(geometry, pixels, filters, patch.Corner, taps, accumulators);
            Group.Barrier();
        }

        accumulators.Store(geometry, patch, bias, residual, clamp, output);
    }

    // One pixel and eight weights are read for eight multiply-adds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Conv2dGpuEightChannels SumUnderFilters(
        Conv2dGeometry geometry,
        ArrayView<float> pixels,
        ArrayView<float> filters,
        int row,
        int taps,
        Conv2dGpuEightChannels accumulators)
    {
        int tap = 0;
        for (int ky = 0; ky < geometry.KernelHeight; ky++)
        {
            int at = row;
            for (int kx = 0; kx < geometry.KernelWidth; kx++)
            {
                accumulators.Add(pixels[at], Four(filters, tap, taps), Four(filters, tap + (4 * taps), taps));
                at += geometry.DilationX;
                tap++;
            }

            row += geometry.DilationY * Conv2dGpuPatch.Width(geometry);
        }

        return accumulators;
    }

    // The weights of four filters for one tap: a filter's taps are adjacent, so the weights of four filters are four
    // reads.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float4 Four(ArrayView<float> filters, int at, int taps)
    {
        Float4 four = default;
        four.X = filters[at];
        four.Y = filters[at + taps];
        four.Z = filters[at + (2 * taps)];
        four.W = filters[at + (3 * taps)];
        return four;
    }
}
