using System.Runtime.InteropServices;
using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>Hundreds of runs on a GPU: neither the host's memory grows nor the driver's.</summary>
[TestFixture(GpuKind.IlgpuCpu)]
[TestFixture(GpuKind.OpenCL, Category = "OpenCL")]
[TestFixture(GpuKind.Cuda, Category = "Cuda")]
[Category("Exhaustive")]
internal sealed class GpuSoakTests(GpuKind kind)
{
    private const int Runs = 200;
    private const long MemoryMayGrow = 128 << 10;

    /// <summary>A run's tensors, activations and requests, without the floats that are recycled.</summary>
    private const long BytesPerRun = 4 << 10;

    private readonly Tensor[] _inputs =
        [.. Enumerable.Range(1, 3).Select(seed => SmallNetworks.Random([1, 3, 20, 20], seed))];

    [TestCase(true)]
    [TestCase(false)]
    public void Run_HundredsOfTimes_KeepsItsMemory(bool isRecycled)
    {
        using Session session = new(TwoLayers(), TestDevices.Untested(kind));
        using Tap tap = session.Tap("conv");
        float[] expected = session.Run(_inputs[0]).Values.ToArray();
        RunAll(session, tap, isRecycled);
        long memory = GC.GetTotalMemory(forceFullCollection: true);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        string driver = DriverAllocations();
        RunAll(session, tap, isRecycled);
        long perRun = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Runs;
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - memory, Is.LessThan(MemoryMayGrow), "bytes kept");
        Assert.That(DriverAllocations(), Is.EqualTo(driver), "the driver's allocations, and page-locked ones");
        long kept = isRecycled ? 0 : 4L * 20 * 20 * sizeof(float);

        // The interpreter runs kernels in this thread, and allocates memory for that.
        long most = driver.Length > 0 ? long.MaxValue : kept + BytesPerRun;
        Assert.That(perRun, Is.InRange(kept, most), "bytes per run");
        Assert.That(session.Run(_inputs[0]).Values.ToArray(), Is.EqualTo(expected));
    }

    // Batches one after the other, as a program with many images runs them.
    private void RunAll(Session session, Tap tap, bool isRecycled)
    {
        foreach (Tensor output in session.RunAll(Enumerable.Range(0, Runs).Select(run => _inputs[run % 3])))
        {
            Assert.That(output.Shape.Rank, Is.EqualTo(2));
            if (isRecycled)
            {
                tap.Recycle();
            }
        }
    }

    private static Network TwoLayers()
    {
        NetworkBuilder net = new(SmallNetworks.Card(size: 20), new RandomParameters(5));
        Node x = net.Conv2d("conv", net.Input(), 3, 4, kernel: 1);
        x = net.Apply("flatten", new Flatten(), net.Apply("avgpool", new AdaptiveAvgPool2d(1), x));
        net.Linear("fc", x, 4, 2);
        return net.Build();
    }

    // The counts of the interpreter that replaces NVIDIA's driver; empty for a real driver.
    private static string DriverAllocations()
    {
        nint library = GpuDriver.Load(GpuDriver.Cuda);
        if (library == 0 || !NativeLibrary.TryGetExport(library, "miniconvviz_counts", out nint address))
        {
            return "";
        }

        Marshal.GetDelegateForFunctionPointer<GetCounts>(address)(out Counts counts);
        return $"{counts.Allocations} allocations, {counts.PageLocked} page-locked";
    }

    private delegate void GetCounts(out Counts counts);

    // driver.h's struct counts.
    [StructLayout(LayoutKind.Sequential)]
    private struct Counts
    {
        public nint Launches, GraphLaunches, CopiesToDevice, CopiesToHost, CopiesOnDevice, PageableCopies, Waits;
        public nint Allocations, Modules, PageLocked;
    }
}
