using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using MiniConvViz.Ptx;

namespace MiniConvViz.Kernels.Tests.Ptx;

/// <summary>
/// Kernels with typical faults of GPU kernels: a CPU OpenCL device computes the right values with them, the PTX
/// interpreter reports the faults.
/// </summary>
public sealed class PtxMachineTests
{
    private const int Threads = 64;

    private GpuAccelerator _gpu = null!;
    private MemoryBuffer1D<float, Stride1D.Dense> _buffer = null!;

    private ArrayView<float> View => _buffer.View;

    [SetUp]
    public void Open()
    {
        _gpu = PtxDevice.Open();
        _buffer = _gpu.Allocate(2 * Threads);
        _gpu.Upload(new float[2 * Threads], View);
    }

    [TearDown]
    public void Close()
    {
        _buffer.Dispose();
        _gpu.Dispose();
    }

    [Test]
    public void Exchange_WithABarrier_IsDone()
    {
        _gpu.LaunchGroups(Exchange, 2, 0, 1, 0, View);
        float[] numbers = new float[2 * Threads];
        _gpu.Download(_buffer.View, numbers);
        Assert.That(
            numbers,
            Is.EqualTo([.. Enumerable.Range(0, 2 * Threads).Select(i => (float)(Threads - 1 - (i % Threads)))]));
    }

    [TestCase(0, 0, 0, "which was never written", TestName = "no barrier between writing and reading")]
    [TestCase(0, 2, 0, "no barrier between", TestName = "no barrier between reading and writing again")]
    [TestCase(1, 1, 0, "which was never written", TestName = "shared memory that was never written")]
    [TestCase(0, 1, 1, "outside of the kernel", TestName = "an output beyond the end")]
    [TestCase(2, 1, 0, "at 'bar.sync 0' (Barrier), thread 1 at 'ret' (Exit)", TestName = "a barrier some never reach")]
    [TestCase(3, 1, 0, "no barrier between", TestName = "two threads write one output")]
    public void Exchange_ThatIsWrong_IsFoundOut(int mistake, int barriers, int shift, string told) =>
        Assert.That(
            () => _gpu.LaunchGroups(Exchange, 2, mistake, barriers, shift, View),
            Throws.TypeOf<PtxException>()
                .With.Message.StartsWith("PtxMachineTests.Exchange: ").And.Message.Contains(told));

    [TestCase(0, 16, "")]
    [TestCase(16, 16, "")]
    [TestCase(4, 4, "")]
    [TestCase(4, 16, "no multiple of 16")]
    [TestCase(48, 16, "which has 60")]
    [TestCase(60, 4, "which has 60")]
    public unsafe void Read_OfSoManyBytesAtOnce_IsForWholePlacesWithin(int offset, int bytes, string told)
    {
        byte* start = stackalloc byte[76];
        start += -(nint)start & 15;
        using PtxMemory memory = new("x", start, start, 60, startsUnwritten: false);
        string said = "";
        try
        {
            memory.Read(start + offset, bytes, thread: 0);
        }
        catch (PtxException problem)
        {
            said = problem.Message;
        }

        Assert.That(said, told.Length == 0 ? Is.Empty : Does.Contain(told));
    }

    [Test]
    public void Parse_OfWhatItDoesNotKnow_IsAnError()
    {
        MethodInfo kernel = PtxKernels.All.Single(
            method => method.DeclaringType == typeof(ChannelHistogramGpu) && method.Name == "SumKernel");
        string ptx = PtxKernels.Compile(kernel, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80);
        Assert.That(() => PtxParser.Parse(ptx, out _), Throws.Nothing);
        Assert.That(
            () => PtxParser.Parse(ptx.Replace("add.s32", "popc.b32"), out _),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("popc.b32"));
    }

    /// <summary>Every thread passes its value to the one at the other end of the block.</summary>
    [GpuGroup(Threads)]
    private static void Exchange(int mistake, int barriers, int shift, ArrayView<float> output)
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(Threads);
        int thread = Group.IdxX;
        if (mistake != 1 || thread != 5)
        {
            shared[thread] = thread;
        }

        if (barriers > 0)
        {
            Group.Barrier();
        }

        float other = shared[Threads - 1 - thread];
        if (mistake == 2 && thread == 0)
        {
            Group.Barrier();
        }

        if (barriers > 1)
        {
            shared[thread] = other + 1f;
        }

        int at = (Grid.IdxX * Threads) + thread + shift;
        output[mistake == 3 ? 0 : at] = other;
    }
}
