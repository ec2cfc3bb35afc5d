using ILGPU;
using ILGPU.Runtime;
using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Tensors;
using Device = MiniConvViz.Execution.Device;

namespace MiniConvViz.Tests.Execution;

/// <summary>The positions of a session's weights on the device.</summary>
public sealed class GpuArenaTests
{
    private GpuAccelerator _gpu = null!;

    [OneTimeSetUp]
    public void OpenTheEmulation() => _gpu = GpuAccelerator.Create(GpuDevices.Find(GpuKind.IlgpuCpu));

    [OneTimeTearDown]
    public void Close() => _gpu.Dispose();

    [Test]
    public void Reserve_SmallPieces_AreAlignedAndDoNotOverlap()
    {
        using GpuArena arena = new(_gpu);
        long end = 0;
        foreach (int floats in (int[])[1, 63, 64, 65, 0, 1000])
        {
            ArrayView<float> view = arena.Reserve(floats);
            Assert.That(view.Length, Is.EqualTo(floats));
            Assert.That(Start(view) % 256, Is.Zero, $"{floats} elements");
            Assert.That(Start(view), Is.GreaterThanOrEqualTo(end), $"{floats} elements");
            end = Start(view) + view.LengthInBytes;
        }

        Assert.That(arena.Blocks, Is.EqualTo(1));
    }

    [Test]
    public void Reserve_ABlockFilledToItsEnd_OpensAnother()
    {
        using GpuArena arena = new(_gpu);
        arena.Reserve(GpuArena.BlockFloats - 1);
        Assert.That(Start(arena.Reserve(1)), Is.Zero);
        Assert.That(arena.Blocks, Is.EqualTo(2));
    }

    [Test]
    public void Reserve_APieceLargerThanABlock_LeavesTheOthersTogether()
    {
        using GpuArena arena = new(_gpu);
        arena.Reserve(100);
        Assert.That(arena.Reserve(GpuArena.BlockFloats + 3).Length, Is.EqualTo(GpuArena.BlockFloats + 3));
        Assert.That(Start(arena.Reserve(100)), Is.EqualTo(128 * sizeof(float)));
        Assert.That(arena.Blocks, Is.EqualTo(2));
    }

    [Test]
    public void Weight_RequestedAgainOrInAnotherOrder_IsPackedOncePerOrder()
    {
        using GpuMemory memory = new(_gpu);
        Tensor weight = SmallNetworks.Random([3, 5]);
        int packed = 0;

        ArrayView<float> plain = memory.Weight(weight);
        ArrayView<float> reversed = memory.Weight(weight, "reversed", Reverse);
        Assert.That(Start(memory.Weight(weight)), Is.EqualTo(Start(plain)));
        Assert.That(Start(memory.Weight(weight, "reversed", Reverse)), Is.EqualTo(Start(reversed)));

        Assert.That(packed, Is.EqualTo(1));
        Assert.That(Download(plain), Is.EqualTo(weight.Values.ToArray()));
        Assert.That(Download(reversed), Is.EqualTo(weight.Values.ToArray().Reverse()));

        float[] Reverse(Tensor tensor)
        {
            packed++;
            return [.. tensor.Values.ToArray().Reverse()];
        }
    }

    [Test]
    public void Run_SecondPlanWithOtherShapes_UploadsNoWeightAgain()
    {
        GpuBackend? backend = null;
        Device device = Device.Of(
            "ilgpu-cpu", "the emulation", () => backend = GpuDevices.OpenUntested(_gpu.Description));
        using Session session = new(SmallNetworks.Residual(), device);
        session.Run(SmallNetworks.Random([1, 3, 9, 9]));
        int weights = backend!.Memory.Weights;
        Assert.That(weights, Is.GreaterThan(3));

        session.Run(SmallNetworks.Random([2, 3, 12, 11]));
        Assert.That(backend.Memory.Weights, Is.EqualTo(weights));
    }

    /// <summary>The position of a view in its block, in bytes.</summary>
    private static long Start<T>(T view)
        where T : struct, IContiguousArrayView => view.IndexInBytes;

    private float[] Download(ArrayView<float> view)
    {
        float[] numbers = new float[view.Length];
        _gpu.Download(view, numbers);
        return numbers;
    }
}
