using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace MiniConvViz.Kernels.Tests;

internal sealed class GpuAcceleratorTests(GpuDescription device) : GpuFixture(device)
{
    private const int GroupThreads = 2;

    [Test]
    public void Copy_WithinTheDevice_KeepsOrderAndNumbers()
    {
        float[] numbers = Floats(1000, 1);
        ArrayView<float> target = Reserve(1000);
        Gpu.Copy(Upload(numbers), target);
        Gpu.Synchronize();
        Assert.That(Download(target), Is.EqualTo(numbers));
    }

    [Test]
    public void Upload_OfOtherLength_IsRefused()
    {
        ArrayView<float> view = Reserve(3);
        Assert.That(
            () => Gpu.Upload(new float[4], view),
            Throws.ArgumentException.With.Message.EqualTo("4 numbers do not fit a view of 3."));
    }

    [Test]
    public void Scratch_OfAllOperators_IsOneBufferThatGrows()
    {
        using GpuAccelerator gpu = GpuDevices.Create(Gpu.Description);
        ArrayView<float> first = gpu.Scratch(100);
        float[] numbers = Floats(100, 1);
        gpu.Upload(numbers, first.SubView(0, 100));
        float[] again = new float[100];
        gpu.Download(gpu.Scratch(60).SubView(0, 100), again);
        Assert.That(again, Is.EqualTo(numbers), "fewer numbers lie in the same memory");
        Assert.That(gpu.Scratch(101).Length, Is.GreaterThanOrEqualTo(101));
    }

    [Test]
    public void Launch_OfMoreThreadsThanAnIntCounts_IsRefused()
    {
        ArrayView<float> view = Reserve(1);
        Assert.That(
            () => Gpu.Launch(WriteIndex, 3_000_000_000, view, 1, 2),
            Throws.TypeOf<GpuException>().With.Message.Contains("WriteIndex needs 3000000000 threads"));
    }

    [Test]
    public void Launch_OfZeroThreads_DoesNothing()
    {
        ArrayView<float> view = Reserve(1);
        Gpu.Launch(WriteIndex, 0, view, 1, 2);
        Assert.That(Download(view), Is.EqualTo([Unwritten]));
    }

    [TestCase(1)]
    [TestCase(255)]
    [TestCase(70_001)]
    public void Launch_AnyNumberOfThreads_RunsEachIndexOnce(int threads)
    {
        ArrayView<float> view = Upload(new float[threads]);
        Gpu.Launch(WriteIndex, threads, view, 2, 1);
        Assert.That(Download(view), Is.EqualTo([.. Enumerable.Range(0, threads).Select(i => (i * 2f) + 1f)]));
    }

    [Test]
    public void LaunchGroups_OfZeroGroups_DoesNothing()
    {
        ArrayView<float> view = Reserve(1);
        Gpu.LaunchGroups(WritePlace, 0, view, 1, 2, 3);
        Assert.That(Download(view), Is.EqualTo([Unwritten]));
    }

    // A grid's Y and Z are limited to 65535; its X is not.
    [TestCase(1)]
    [TestCase(65_535)]
    [TestCase(70_001)]
    public void LaunchGroups_AnyNumberOfGroups_RunsEachThreadOnce(int groups)
    {
        ArrayView<float> view = Upload(new float[groups * GroupThreads]);
        Gpu.LaunchGroups(WritePlace, groups, view, 2, 1, 0);
        Assert.That(Download(view), Is.EqualTo(Enumerable.Range(0, groups * GroupThreads).Select(i => (i * 2f) + 1f)));
    }

    [Test]
    public void LaunchGroups_OfMoreThreadsThanAnIntCounts_IsRefused()
    {
        ArrayView<float> view = Reserve(1);
        Assert.That(
            () => Gpu.LaunchGroups(WritePlace, 1_500_000_000, view, 1, 2, 3),
            Throws.TypeOf<GpuException>().With.Message.Contains("WritePlace needs 3000000000 threads"));
    }

    [Test]
    public void LaunchGroups_OnAViewThatIsNotAligned_IsRefused()
    {
        ArrayView<float> view = Reserve(8);
        Assert.That(
            () => Gpu.LaunchGroups(WritePlace, 1, view.SubView(2, 2), 1, 2, 3),
            Throws.ArgumentException.With.Message.Contains("WritePlace: a view begins at byte 8 "));
    }

    [Test]
    public void LaunchGroups_OfAKernelWithoutGroups_IsRefused()
    {
        ArrayView<float> view = Reserve(1);
        Assert.That(
            () => Gpu.LaunchGroups(WithoutGroups, 1, view, 1, 2, 3),
            Throws.ArgumentException.With.Message.EndsWith("WithoutGroups is not marked [GpuGroup]."));
    }

    [Test]
    public void Copies_OfNothing_DoNothing()
    {
        ArrayView<float> nothing = Reserve(4).SubView(0, 0);
        Assert.Multiple(() =>
        {
            Assert.That(() => Gpu.Upload([], nothing), Throws.Nothing);
            Assert.That(() => Gpu.Copy(nothing, nothing), Throws.Nothing);
            Assert.That(() => Gpu.Download(nothing, []), Throws.Nothing);
        });
    }

    [Test]
    public void Launch_KernelThatIsNotCompilable_NamesKernelDeviceAndReason()
    {
        // A failed compilation makes its context unusable, so this is a device of its own.
        using GpuAccelerator gpu = GpuDevices.Create(Gpu.Description);
        ArrayView<float> view = Reserve(1);
        GpuException? first = Assert.Throws<GpuException>(() => gpu.Launch(Throwing, 1, view, 1, 2));
        Assert.That(first!.Message, Does.Contain($"{Gpu.Name}: GpuAcceleratorTests.Throwing does not compile: "));
        Assert.That(first.Message, Does.Not.Contain("\n"));

        GpuException? later = Assert.Throws<GpuException>(() => gpu.Launch(WriteIndex, 1, view, 1, 2));
        Assert.That(later!.Message, Is.EqualTo(first.Message), "the first failure is the cause of the later ones");
    }

    [Test]
    public void Launch_KernelThatTheDriverRefuses_ReportsWhatItsCompilerSaid()
    {
        if (Gpu.Kind == GpuKind.IlgpuCpu)
        {
            // Without a driver the kernel is .NET code, which needs no further compilation.
            Assert.That(Gpu.Description.Version, Does.StartWith("ILGPU"));
            return;
        }

        using GpuAccelerator gpu = GpuDevices.Create(Gpu.Description);
        ArrayView<float> view = Reserve(1);
        Assert.That(
            () => gpu.Launch(FusedWithoutLibrary, 1, view, 1, 2),
            Throws.TypeOf<GpuException>().With.Message.Contains("FusedMultiplyAdd"));
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(6)]
    public void Launch_OnAViewThatIsNotAligned_IsRefused(int start)
    {
        ArrayView<float> view = Reserve(12);
        Assert.That(
            () => Gpu.Launch(WriteIndex, 4, view.SubView(start, 4), 1, 2),
            Throws.ArgumentException.With.Message.EqualTo(
                $"GpuAcceleratorTests.WriteIndex: a view begins at byte {start * 4} of its memory; "
                + "kernels take views that begin at multiples of 16."));
        Assert.That(Download(view), Is.All.EqualTo(Unwritten));
    }

    [Test]
    public void Launch_OnAnUnalignedViewOfStructs_IsRefused()
    {
        ArrayView<float> view = Reserve(4 * ChannelSummary.Floats);
        AssertRefused(view.Cast<ChannelSummary>().SubView(1, 1), 36);
        AssertRefused(view.Cast<int>().SubView(3, 1), 12);
        AssertRefused(view.Cast<long>().SubView(1, 1), 8);
        Assert.That(() => Gpu.Launch(Clear, 1, view.Cast<long>().SubView(2, 1), 0, 0), Throws.Nothing);
        Assert.That(Download(view)[3..6], Is.EqualTo([Unwritten, 0f, 0f]));

        void AssertRefused<T>(ArrayView<T> part, int start)
            where T : unmanaged => Assert.That(
            () => Gpu.Launch(Clear, 1, part, 0, 0),
            Throws.ArgumentException.With.Message.EndsWith(
                $": a view begins at byte {start} of its memory; kernels take views that begin at multiples of 16."));
    }

    [Test]
    public void Launch_OnAViewOfTheNextFourNumbers_WritesThere()
    {
        ArrayView<float> view = Upload(new float[12]);
        Gpu.Launch(WriteIndex, 4, view.SubView(4, 4), 1, 2);
        Assert.That(Download(view), Is.EqualTo([0f, 0f, 0f, 0f, 2f, 3f, 4f, 5f, 0f, 0f, 0f, 0f]));
    }

    [Test]
    public void Launch_AfterTheDriverFailed_FailsWithTheSameWords()
    {
        GpuAccelerator gpu = GpuDevices.Create(Gpu.Description);
        using MemoryBuffer1D<float, Stride1D.Dense> buffer = gpu.Allocate(4);
        ArrayView<float> view = buffer.View;
        gpu.Interference = Fail;
        string failure = $"{gpu.Name}: launch of GpuAcceleratorTests.WriteIndex failed: CL_OUT_OF_RESOURCES";
        FailsWith(() => gpu.Launch(WriteIndex, 4, view, 1, 2));

        gpu.Interference = null;
        FailsWith(() => gpu.Launch(WriteIndex, 4, view, 1, 2));
        FailsWith(() => gpu.Upload(new float[4], view));
        FailsWith(() => gpu.Download(view, new float[4]));
        FailsWith(() => gpu.Copy(view, view));
        FailsWith(() => gpu.Allocate(4).Dispose());
        FailsWith(gpu.Synchronize);

        gpu.Interference = Fail;
        Assert.That(() => gpu.Release(buffer), Throws.Nothing);
        Assert.That(gpu.Dispose, Throws.Nothing);

        void FailsWith(Action request) =>
            Assert.That(() => request(), Throws.TypeOf<GpuException>().With.Message.EqualTo(failure));

        static void Fail() => throw new CLException(CLError.CL_OUT_OF_RESOURCES);
    }

    [TestCase(CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE)]
    [TestCase(CLError.CL_OUT_OF_RESOURCES)]
    public void Allocate_DeviceIsFull_ReportsTheBytesAndGoesOn(CLError error)
    {
        using GpuAccelerator gpu = GpuDevices.Create(Gpu.Description);
        gpu.Interference = () => throw new CLException(error);
        Assert.That(
            () => gpu.Allocate(5),
            Throws.TypeOf<GpuMemoryException>().With.Message.EqualTo(
                $"{gpu.Name}: no memory for 20 bytes more (the device has {gpu.Description.MemoryBytes} in all): {error}"));

        gpu.Interference = null;
        Assert.That(() => gpu.Allocate(5).Dispose(), Throws.Nothing);
    }

    [Test]
    public void Allocate_DeviceIsLost_DoesNotBlameItsMemory()
    {
        using GpuAccelerator gpu = GpuDevices.Create(Gpu.Description);
        gpu.Interference = () => throw new CLException(CLError.CL_DEVICE_NOT_AVAILABLE);
        string failure = $"{gpu.Name}: allocation failed: CL_DEVICE_NOT_AVAILABLE";
        Assert.That(() => gpu.Allocate(5), Throws.TypeOf<GpuException>().With.Message.EqualTo(failure));
        Assert.That(() => gpu.Allocate(5), Throws.TypeOf<GpuException>().With.Message.EqualTo(failure));
    }

    // As many threads as ILGPU's emulated accelerator allows.
    [GpuGroup(GroupThreads)]
    private static void WritePlace(ArrayView<float> output, int scale, int offset, int more)
    {
        int place = (Grid.IdxX * GroupThreads) + Group.IdxX;
        output[place] += (place * scale) + offset + more;
    }

    private static void WithoutGroups(ArrayView<float> output, int scale, int offset, int more) =>
        output[Grid.IdxX] = scale + offset + more;

    private static void Clear<T>(Index1D index, ArrayView<T> output, int a, int b)
        where T : unmanaged => output[index] = default;

    private static void WriteIndex(Index1D index, ArrayView<float> output, int scale, int offset) =>
        output[index] += (index * scale) + offset;

    private static void Throwing(Index1D index, ArrayView<float> output, int scale, int offset) =>
        output[index] = scale > offset ? 0f : throw new InvalidOperationException();

    private static void FusedWithoutLibrary(Index1D index, ArrayView<float> output, int scale, int offset) =>
        output[index] = MathF.FusedMultiplyAdd(output[index], scale, offset);
}
