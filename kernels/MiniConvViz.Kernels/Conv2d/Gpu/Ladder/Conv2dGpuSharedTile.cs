using System.Runtime.CompilerServices;
using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// The second rung: shared memory. One thread still computes one output, but the 256 threads of a block compute a patch
/// of 16 x 16 pixels of one output channel, whose windows overlap. For each input channel the block loads the pixels
/// of all windows (<see cref="Conv2dGpuPatch"/>) and the filter into shared memory once, and reads them there.
/// <para>What it buys: a 3x3 filter loads 18 x 18 + 9 values from memory for 256 x 9 multiply-adds, where
/// <see cref="Conv2dGpuNaive"/> loads 256 x 18. What it leaves: two reads of shared memory per multiply-add.</para>
/// </summary>
internal static class Conv2dGpuSharedTile
{
    public const int Threads = Conv2dGpuPatch.Threads;

    public const int SharedBytes = (Conv2dGpuPatch.MaxPixels + MaxTaps) * sizeof(float);

    private const int MaxTaps = 512;

    /// <summary>Whether the pixels of a patch's windows, and a filter, fit into the shared memory.</summary>
    public static bool Takes(in Conv2dGeometry geometry) =>
        Conv2dGpuPatch.Takes(geometry) && (long)geometry.KernelHeight * geometry.KernelWidth <= MaxTaps;

    public static void Run(GpuAccelerator gpu, in Conv2dGeometry geometry, in Conv2dGpuOperands operands) =>
        gpu.LaunchGroups(
            Kernel,
            geometry.Batch * geometry.OutChannels * Conv2dGpuPatch.PerMap(geometry),
            geometry,
            operands.Input,
            operands.Weight,
            operands.BiasOrEmpty,
            operands.ResidualOrEmpty,
            operands.Clamp,
            operands.Output);

    // A thread block computes 16 x 16 pixels of output[n,o], a thread one of them.
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
        ArrayView<float> filter = SharedMemory.Allocate<float>(MaxTaps);

        Conv2dGpuPatch patch = new(geometry, Grid.IdxX);
        int o = patch.Map % geometry.OutChannels;
        int n = patch.Map / geometry.OutChannels;
        int group = o / geometry.GroupOutChannels;
        int channel = (n * geometry.InChannels) + (group * geometry.GroupInChannels);
        int taps = geometry.KernelHeight * geometry.KernelWidth;
        float sum = 0f;
        for (int c = 0; c < geometry.GroupInChannels; c++)
        {
            patch.LoadPixels(geometry, input, channel + c, pixels);
            for (int tap = Group.IdxX; tap < taps; tap += Threads)
            {
                filter[tap] = weight[(((o * geometry.GroupInChannels) + c) * taps) + tap];
            }

            // The first barrier: no thread reads before everything is loaded. The second: no thread loads the next
            // channel before all have read this one.
            Group.Barrier();
            sum = SumUnderFilter(geometry, pixels, filter, patch.Corner, sum);
            Group.Barrier();
        }

        if (patch.Y < geometry.OutHeight && patch.X < geometry.OutWidth)
        {
            int index = (((patch.Map * geometry.OutHeight) + patch.Y) * geometry.OutWidth) + patch.X;
            sum = bias.Length > 0 ? sum + bias[o] : sum;
            sum = residual.Length > 0 ? sum + residual[index] : sum;
            output[index] = clamp.Apply(sum);
        }
    }

    // One pixel and one weight are read for one multiply-add.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SumUnderFilter(
        Conv2dGeometry geometry, ArrayView<float> pixels, ArrayView<float> filter, int row, float sum)
    {
        int tap = 0;
        for (int ky = 0; ky < geometry.KernelHeight; ky++)
        {
            int at = row;
            for (int kx = 0; kx < geometry.KernelWidth; kx++)
            {
                sum += pixels[at] * filter[tap];
                at += geometry.DilationX;
                tap++;
            }

            row += geometry.DilationY * Conv2dGpuPatch.Width(geometry);
        }

        return sum;
    }
}
