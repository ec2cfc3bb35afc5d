using ILGPU;
using ILGPU.Runtime;

namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// Kernels whose thread blocks are larger than the driver allows for them, which is known only after compilation.
/// </summary>
public sealed class GroupLimitTests
{
    [Test]
    public void LaunchGroups_OfMoreThreadsThanTheKernelMayHave_IsRefusedAndOthersRun()
    {
        GpuDescription emulation = GpuDiscovery.Find().Single(gpu => gpu.Kind == GpuKind.IlgpuCpu);
        using GpuAccelerator gpu = GpuAccelerator.CreateOnHost(
            emulation, new GpuLimits(2, 0, 1), host => new KernelsOfOneThread(emulation, host));
        using MemoryBuffer1D<float, Stride1D.Dense> buffer = gpu.Allocate(4);
        ArrayView<float> view = buffer.View;

        string refusal = $"{gpu.Name}: GroupLimitTests.Pairs has groups of 2 threads, the driver allows 1 for it";
        Assert.That(
            () => gpu.LaunchGroups(Pairs, 2, view, 1, 2, 3),
            Throws.TypeOf<GpuGroupException>().With.Message.EqualTo(refusal));
        Assert.That(
            () => gpu.LaunchGroups(Pairs, 2, view, 1, 2, 3),
            Throws.TypeOf<GpuGroupException>().With.Message.EqualTo(refusal), "it is not the device that failed");

        gpu.Launch(Single, 4, view, 1, 2);
        float[] values = new float[4];
        gpu.Download(view, values);
        Assert.That(values, Is.EqualTo([3f, 3f, 3f, 3f]));
    }

    [GpuGroup(2)]
    private static void Pairs(ArrayView<float> output, int a, int b, int c) =>
        output[(Grid.IdxX * 2) + Group.IdxX] = a + b + c;

    private static void Single(Index1D index, ArrayView<float> output, int a, int b) => output[index] = a + b;

    private sealed class KernelsOfOneThread(GpuDescription device, Accelerator host) : GpuKernelCache(device, host)
    {
        protected override int MostGroupThreads(Kernel compiled) => 1;
    }
}
