using ILGPU.Runtime.OpenCL;
using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>A GPU whose driver fails in the middle of a run, as when it is unplugged or reset.</summary>
public sealed class LostDeviceTests
{
    private readonly Tensor _input = SmallNetworks.Random([1, 3, 9, 9]);
    private GpuBackend _backend = null!;
    private Session _session = null!;

    [SetUp]
    public void RunOnce()
    {
        GpuDescription emulation = GpuDevices.Find(GpuKind.IlgpuCpu);
        _session = new Session(
            SmallNetworks.Residual(),
            Device.Of("ilgpu-cpu", "the emulation", () => _backend = GpuDevices.OpenUntested(emulation)));
        _session.Run(_input);
    }

    [TearDown]
    public void CloseWhatWasLost() => _session.Dispose();

    [Test]
    public void Run_SecondLaunchFails_NamesItsNodeAndTheDeviceEveryTime()
    {
        // The first request of a run is the upload of its input.
        FailAfter(requests: 2);
        Assert.That(Message(), Does.Match(
            @"^block\.\w+ \(\w+\): ILGPU on \d+ CPU threads: launch of \S+ failed: CL_OUT_OF_RESOURCES$"));

        string first = Message();
        _backend.Gpu.Interference = null;
        Assert.That(Message(), Is.EqualTo(first), "the device stays lost, and the first failure is the cause");
    }

    [Test]
    public void Run_UploadFails_ReportsThatItWasTheInput()
    {
        FailAfter(requests: 0);
        Assert.That(Message(), Does.StartWith("input: ILGPU on ").And.EndsWith("upload failed: CL_OUT_OF_RESOURCES"));
    }

    [Test]
    public void Run_WaitFails_NamesTheLastNodeRequested()
    {
        // A GPU reports an error only when the host waits for it: at the last request of the run.
        int requests = 0;
        _backend.Gpu.Interference = () => requests++;
        _session.Run(_input);
        FailAfter(requests - 1);
        Assert.That(
            Message(), Does.Match(@"^\S+ \(\w+\) or a node before it: .*: wait failed: CL_OUT_OF_RESOURCES$"));
    }

    [Test]
    public void Run_NoMemoryForOneOfItsBuffers_ReportsTheBytesAndWhatTheyAreFor()
    {
        using StatisticsTap tap = _session.TapStatistics("block.*");
        List<string> messages = [];
        for (int requests = 0; requests < 30; requests++)
        {
            FailAfter(requests, CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE);
            messages.Add(Message());
        }

        Assert.That(messages, Has.Some.Match(@"^input: ILGPU on .*: no memory for \d+ bytes more "));
        Assert.That(messages, Has.Some.Match(@"^block\.\w+: ILGPU on .*: no memory for \d+ bytes more "));
        Assert.That(messages, Has.Some.Match(@"^statistics: ILGPU on .*: no memory for \d+ bytes more "));
    }

    private string Message() =>
        Assert.Throws<DeviceException>(() => _session.Run(_input))!.Message;

    private void FailAfter(int requests, CLError error = CLError.CL_OUT_OF_RESOURCES)
    {
        int left = requests;
        _backend.Gpu.Interference = () =>
        {
            if (left-- <= 0)
            {
                throw new CLException(error);
            }
        };
    }
}
