using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using MiniConvViz.Tests;

namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// The replacement for NVIDIA's driver detects in every run faults for which a real GPU only sometimes gives wrong
/// values.
/// </summary>
[Category("Cuda")]
public sealed class CudaDriverTests
{
    private Context _context = null!;
    private CudaAccelerator _cuda = null!;

    [SetUp]
    public void Open()
    {
        if (Environment.GetEnvironmentVariable("MINICONVVIZ_CUDA_DRIVER") is not { Length: > 0 })
        {
            Requirement.Missing("cuda-driver", "tests/cuda/driver/build.sh says how to start a test with it");
        }

        _context = GpuRuntime.CreateContext();
        _cuda = (CudaAccelerator)CudaDevice.GetDevices(_ => true)[0].CreateAccelerator(_context);
    }

    // Also the resources of a failed test: a device that has failed does not free them.
    [TearDown]
    public void Close()
    {
        try
        {
            _cuda?.Dispose();
            _context?.Dispose();
        }
        catch (CudaException)
        {
            // The failure that the test caused.
        }
    }

    [Test]
    public void Kernel_ReadsMemoryThatWasFreed_IsAnIllegalAddress()
    {
        MemoryBuffer1D<float, Stride1D.Dense> freed = Filled(8, 1), output = Filled(8, 0);
        ArrayView<float> view = freed.View;
        freed.Dispose();
        Launch(_cuda.DefaultStream, view, output.View);
        CudaException? failure = Assert.Throws<CudaException>(_cuda.DefaultStream.Synchronize);
        Assert.That(failure!.Message, Does.Contain("an illegal memory access").And.Contain("outside"));
    }

    [Test]
    public void Kernel_ReadsMemoryThatWasNeverWritten_IsFound()
    {
        MemoryBuffer1D<float, Stride1D.Dense> unwritten = _cuda.Allocate1D<float>(8), output = Filled(8, 0);
        Launch(_cuda.DefaultStream, unwritten.View, output.View);
        CudaException? failure = Assert.Throws<CudaException>(_cuda.DefaultStream.Synchronize);
        Assert.That(failure!.Message, Does.Contain("never written"));
        Assert.Throws<CudaException>(_cuda.DefaultStream.Synchronize, "the failure stays");
    }

    [Test]
    public void Copy_IntoPageLockedMemoryFreedBeforeItIsDone_Fails()
    {
        MemoryBuffer1D<float, Stride1D.Dense> source = Filled(8, 1);
        AcceleratorStream stream = _cuda.CreateStream();
        PageLockedArray1D<float> locked = _cuda.AllocatePageLocked1D<float>(8);
        source.View.CopyToPageLockedAsync(stream, locked);
        locked.Dispose();
        CudaException? failure = Assert.Throws<CudaException>(stream.Synchronize);
        Assert.That(failure!.Message, Does.Contain("freed before the copy was done"));
    }

    [Test]
    public void Copy_IntoPageLockedMemory_IsDoneOnlyWhenWaitedFor()
    {
        using MemoryBuffer1D<float, Stride1D.Dense> source = Filled(8, 3);
        using AcceleratorStream stream = _cuda.CreateStream();
        using PageLockedArray1D<float> locked = _cuda.AllocatePageLocked1D<float>(8);
        locked.Span.Clear();
        source.View.CopyToPageLockedAsync(stream, locked);
        float before = locked.Span[7];
        stream.Synchronize();
        Assert.That((before, locked.Span[7]), Is.EqualTo((0f, 3f)));
    }

    [Test]
    public void TwoStreams_WithoutAnEvent_RunInTheOrderOfTheWaits()
    {
        using MemoryBuffer1D<float, Stride1D.Dense> first = Filled(8, 1), second = Filled(8, 2), third = Filled(8, 3);
        using AcceleratorStream one = _cuda.CreateStream(), two = _cuda.CreateStream();
        Launch(one, first.View, second.View);
        Launch(two, second.View, third.View);
        two.Synchronize();
        one.Synchronize();
        Assert.That(third.GetAsArray1D()[0], Is.EqualTo(2f), "the copy of the second view came first");
    }

    private static void Copy(Index1D index, ArrayView<float> input, ArrayView<float> output) =>
        output[index] = input[index];

    private void Launch(AcceleratorStream stream, ArrayView<float> input, ArrayView<float> output) =>
        _cuda.LoadAutoGroupedKernel<Index1D, ArrayView<float>, ArrayView<float>>(Copy)(
            stream, (int)output.Length, input, output);

    private MemoryBuffer1D<float, Stride1D.Dense> Filled(int count, float value)
    {
        MemoryBuffer1D<float, Stride1D.Dense> buffer = _cuda.Allocate1D<float>(count);
        float[] values = new float[count];
        Array.Fill(values, value);
        buffer.CopyFromCPU(values);
        return buffer;
    }
}
