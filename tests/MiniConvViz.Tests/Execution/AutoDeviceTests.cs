using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>The choice of <c>auto</c> where there is a GPU, and its fallback when the GPU fails.</summary>
[Category("Exhaustive")]
public sealed class AutoDeviceTests
{
    private static readonly Network Network = SmallNetworks.Residual();
    private static readonly Tensor Image = SmallNetworks.Random([1, 3, 9, 9]);

    private readonly List<string> _notices = [];
    private readonly DateTime _now = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void RememberNothing()
    {
        _folder = new TemporaryFolder();
        _notices.Clear();
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Auto_AGpuThatWorks_IsTaken()
    {
        Device device = Auto(new FaultyGpu());
        Run(device);
        Assert.That(device.ToString(), Is.EqualTo("opencl (Imaginary GPU)"));
        Assert.That(device.IsGpu, Is.True);
        Assert.That(device.Reason, Is.Empty, "nothing was said of the work");
        Assert.That(_notices, Is.Empty);
    }

    [Test]
    public void Auto_AGpuThatFailsItsSelfTest_IsReplacedByTheCpuInOneLine()
    {
        FaultyGpu gpu = new("ActivationGpu", KernelFault.ComputesNothing);
        Device device = Auto(gpu);
        Run(device);
        Run(device);
        Assert.That(device.Name, Is.EqualTo("cpu"));
        Assert.That(device.IsGpu, Is.False);
        Assert.That(device.Reason, Is.EqualTo("opencl does not work here"));
        Assert.That(_notices.Single(), Does.StartWith(
            "auto chooses cpu, since opencl does not work: Imaginary GPU: the self-test found wrong values: "));
    }

    [Test]
    public void Auto_AGpuThatDoesNotOpen_IsReplacedByTheCpuInOneLine()
    {
        FaultyGpu gpu = new() { OpensOnce = true };
        gpu.Open([]).Dispose();
        Device device = Auto(gpu);
        Run(device);
        Assert.That(device.Name, Is.EqualTo("cpu"));
        Assert.That(_notices.Single(), Does.EndWith("the device does not open: it is lost"));
    }

    [Test]
    public void Auto_RequestedTensorCores_FallsBackToNothing()
    {
        GpuDescription described = FaultyGpu.Description with { HasTensorCores = true };
        Device device = Device.Auto(described, new DeviceRequest("auto"), ChoiceFor).WithTensorCores();
        Assert.That(() => new Session(Network, device), Throws.TypeOf<DeviceException>());
    }

    [Test]
    public void Auto_OneFormIsWrong_IsReportedAndRunsWithoutIt()
    {
        Device device = Auto(new FaultyGpu("Conv2dGpuRegisters", KernelFault.ComputesNothing));
        using Session session = new(Network, device);
        HashSet<string> forms = [];
        session.StepTimed += step => forms.Add(step.Algorithm);
        Tensor output = session.Run(Image);
        Assert.That(forms, Has.No.Member("Registers"));
        Assert.That(output.Values.ToArray(), Is.EqualTo(Run(Device.Cpu(1)).Values.ToArray()).Within(1e-5f));
        Assert.That(_notices.Single(), Does.Contain("the self-test excludes Conv2d Registers: is off by "));
        Assert.That(device.Name, Is.EqualTo("opencl"));
    }

    [Test]
    public void Auto_Untested_RunsWhateverTheSelfTestSays()
    {
        FaultyGpu gpu = new("ActivationGpu", KernelFault.ComputesNothing);
        Device device = Auto(gpu, new DeviceRequest("auto") { IsUntested = true, Notice = _notices.Add });
        Run(device);
        Assert.That(device.Name, Is.EqualTo("opencl"));
        Assert.That(gpu.Opened, Has.Count.EqualTo(1));
        Assert.That(_notices, Is.Empty);
    }

    [Test]
    public void Auto_ForOneSmallImage_TakesTheCpuOnceTheGpusStartIsKnown()
    {
        DeviceRequest small = new("auto") { Work = new DeviceWork(1, 1), Notice = _notices.Add };
        FaultyGpu gpu = new();
        for (int run = 0; run < 2; run++)
        {
            Device first = Auto(gpu, small);
            Run(first);
            Run(first);
            Assert.That(first.Name, Is.EqualTo("opencl"));
        }

        // Measured times depend on the machine; a cpu that takes no time and one that takes an hour do not.
        DeviceTimes cpuRuns = Times("cpu");
        cpuRuns.AddRun(1, TimeSpan.Zero);
        Device later = Auto(gpu, small);
        Assert.That(later.Name, Is.EqualTo("cpu"));
        Assert.That(later.Reason, Does.StartWith("faster for 1 image, measured: 0.00 s, where opencl takes "));

        Run(later);
        Assert.That(cpuRuns.All.Select(run => run.MultiplyAdds), Does.Contain(MultiplyAdds()), "what it took is remembered");
        cpuRuns.AddRun(1, TimeSpan.FromHours(1));
        Assert.That(Auto(gpu, small).Name, Is.EqualTo("opencl"));
        Assert.That(Auto(gpu).Name, Is.EqualTo("opencl"), "without an estimate it is always the GPU");
    }

    private static long MultiplyAdds() => Network.MultiplyAdds(Image.Shape).Sum();

    private static Tensor Run(Device device)
    {
        using Session session = new(Network, device);
        return session.Run(Image);
    }

    private Device Auto(FaultyGpu gpu, DeviceRequest? request = null) => Device.Auto(
        gpu.Described,
        request ?? new DeviceRequest("auto") { Notice = _notices.Add },
        ChoiceFor,
        (description, asked, usesTensorCores) => GpuDevices.Open(
            description, asked, usesTensorCores, new GpuSelfTest(_folder.File("self-tests"), gpu.Open)));

    private AutoChoice ChoiceFor(GpuDescription gpu, Device cpu) => new(
        Times("gpu"), Times("cpu"), () => new FirstRun(TimeSpan.Zero, TimeSpan.FromHours(1), long.MaxValue));

    private DeviceTimes Times(string key) => new(new RememberedText(_folder.File("times"), key), () => _now);
}
