using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The fourth rung: vector loads. One thread computes one pixel of eight output channels and a block shares a patch of
/// pixels and eight filters, as in <see cref="Conv2dGpuRegisterTile"/>. But the weights are packed so that those of
/// eight channels for one tap are adjacent, and one instruction reads four of them:
/// <code>
/// third rung    filter 0: t0 t1 t2 ..   filter 1: t0 t1 t2 ..   ..     eight reads of 4 bytes
/// fourth rung   t0: f0 f1 f2 f3 | f4 f5 f6 f7    t1: f0 f1 ..          two reads of 16 bytes
/// </code>
/// <para>What it buys: 3 instructions that read for eight multiply-adds, where the third rung has 9. What it leaves: a
/// thread still reads one pixel per eight multiply-adds. The next rung, <see cref="Conv2dGpuGemm64"/>, has a
/// two-dimensional register tile, in which each pixel and each weight is used for several multiply-adds.</para>
/// </summary>
internal static class Conv2dGpuVectorLoads
{
    public const int Threads = Conv2dGpuPatch.Threads;

    public const int SharedBytes =
        (Conv2dGpuPatch.MaxPixels + (MaxTaps * Conv2dGpuEightChannels.Count)) * sizeof(float);

    private const int MaxTaps = 128;

    /// <summary>Quads of sixteen bytes that hold the weights of a tap.</summary>
    private const int TapQuads = Conv2dGpuEightChannels.Count / 4;

    /// <summary>Whether the pixels of a patch's windows, and eight filters, fit into the shared memory.</summary>
    public static bool Takes(in Conv2dGeometry geometry) =>
        Conv2dGpuPatch.Takes(geometry) && (long)geometry.KernelHeight * geometry.KernelWidth <= MaxTaps;

    /// <summary>
    /// Packs weights in the order in which a block loads them: [groups, blocks of 8, C/groups, KH*KW, 8].
    /// </summary>
    /// <param name="geometry">The convolution; its batch, height and width do not matter.</param>
    /// <param name="weight">[O,C/groups,KH,KW]</param>
    public static float[] Pack(in Conv2dGeometry geometry, ReadOnlySpan<float> weight) =>
        Conv2dGpuTerms.PackByChannel(Conv2dGpuEightChannels.Count, geometry, weight);

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
        ArrayView<Float4> filters =
            SharedMemory.Allocate<float>(MaxTaps * Conv2dGpuEightChannels.Count).Cast<Float4>();
        ArrayView<Float4> weights = weight.Cast<Float4>();

        Conv2dGpuPatch patch = new(geometry, Grid.IdxX);
        int blocks = Conv2dGpuEightChannels.Blocks(geometry);
        int block = patch.Map % (blocks * geometry.Groups);
        int n = patch.Map / (blocks * geometry.Groups);
        int channel = (n * geometry.InChannels) + (block / blocks * geometry.GroupInChannels);
        int quads = geometry.KernelHeight * geometry.KernelWidth * TapQuads;
        int weightAt = block * geometry.GroupInChannels * quads;
        Conv2dGpuEightChannels accumulators = default;
        for (int c = 0; c < geometry.GroupInChannels; c++)
        {
            patch.LoadPixels(geometry, input, channel + c, pixels);
            for (int i = Group.IdxX; i < quads; i += Threads)
            {
                filters[i] = weights[weightAt + i];
            }

            weightAt += quads;
            Group.Barrier();
            accumulators = SumUnderFilters(geometry, pixels, filters, patch.Corner, accumulators);
            Group.Barrier();
        }

        accumulators.Store(geometry, patch, bias, residual, clamp, output);
    }

    // One pixel and two quads of weights are read for eight multiply-adds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Conv2dGpuEightChannels SumUnderFilters(
        Conv2dGeometry geometry,
        ArrayView<float> pixels,
        ArrayView<Float4> filters,
        int row,
        Conv2dGpuEightChannels accumulators)
    {
        int quad = 0;
        for (int ky = 0; ky < geometry.KernelHeight; ky++)
        {
            int at = row;
            for (int kx = 0; kx < geometry.KernelWidth; kx++)
            {
                accumulators.Add(pixels[at], filters[quad], filters[quad + 1]);
                at += geometry.DilationX;
                quad += TapQuads;
            }

            row += geometry.DilationY * Conv2dGpuPatch.Width(geometry);
        }

        return accumulators;
    }
}
