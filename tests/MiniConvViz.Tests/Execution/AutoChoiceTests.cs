using MiniConvViz.Execution;

namespace MiniConvViz.Tests.Execution;

/// <summary>The choice between two devices by their measured times.</summary>
public sealed class AutoChoiceTests
{
    private static readonly DeviceWork Work = new(MultiplyAdds: 1000, Images: 1);

    private readonly DateTime _now = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
    private TemporaryFolder _folder = null!;
    private DeviceTimes _gpuStarts = null!;
    private DeviceTimes _cpuRuns = null!;
    private int _probes;

    [SetUp]
    public void RememberNothing()
    {
        _folder = new TemporaryFolder();
        _gpuStarts = Times("gpu");
        _cpuRuns = Times("cpu");
        _probes = 0;
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Choose_BeforeTheGpuStartedTwice_TakesTheGpu()
    {
        CpuTook(0.001, 1000);
        Assert.That(Choose(Work).IsCpu, Is.False);
        GpuStarted(0.5);
        Assert.That(Choose(Work), Is.EqualTo((false, "how long it takes to start is measured first")));
        GpuStarted(0.5);
        Assert.That(Choose(Work).IsCpu, Is.True);
    }

    [TestCase(0.25, true, "faster for 1 image, measured: 0.25 s, where cuda takes 0.50 s to start")]
    [TestCase(0.75, false, "faster for 1 image, measured: 0.50 s to start, where cpu takes 0.75 s")]
    [TestCase(0.50, false, "faster for 1 image, measured: 0.50 s to start, where cpu takes 0.50 s")]
    public void Choose_BothMeasured_TakesTheCpuIfItIsDoneBeforeTheGpuHasStarted(double cpu, bool isCpu, string reason)
    {
        GpuStarted(2.0);
        GpuStarted(0.5);
        CpuTook(cpu, 1000);
        Assert.That(Choose(Work), Is.EqualTo((isCpu, reason)));
        Assert.That(_probes, Is.Zero);
    }

    [TestCase(1, true)]
    [TestCase(3, true)]
    [TestCase(4, false)]
    [TestCase(100, false)]
    public void Choose_ManyImages_CountsThemAll(int images, bool isCpu)
    {
        GpuStarted(0.35);
        GpuStarted(0.35);
        CpuTook(0.1, 1000);
        (bool took, string reason) = Choose(new DeviceWork(images * 1000L, images));
        Assert.That(took, Is.EqualTo(isCpu));
        Assert.That(reason, Does.StartWith($"faster for {images} image"));
    }

    [Test]
    public void Choose_TheCpuWasNeverMeasured_IsMeasuredOnce()
    {
        GpuStarted(0.5);
        GpuStarted(0.5);
        Assert.That(Choose(Work).IsCpu, Is.True, "the probe computes more in less time");
        Assert.That(Choose(new DeviceWork(100_000, 100)).IsCpu, Is.False);
        Assert.That(_probes, Is.EqualTo(1));
    }

    [Test]
    public void CpuRan_SlowerThanThought_CorrectsTheChoice()
    {
        GpuStarted(0.5);
        GpuStarted(0.5);
        Assert.That(Choose(Work).IsCpu, Is.True);
        Choice().CpuRan(new FirstRun(TimeSpan.Zero, TimeSpan.FromSeconds(3), 1000));
        Assert.That(Choose(Work).IsCpu, Is.False);
    }

    [Test]
    public void GpuRan_WithALongFirstRun_RemembersTheStartAlone()
    {
        FirstRun run = new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30), 1000);
        Choice().GpuRan(run);
        Choice().GpuRan(run);
        Assert.That(Choice().GpuStart, Is.EqualTo(0.5));
    }

    private (bool IsCpu, string Reason) Choose(DeviceWork work) => Choice().Choose("cuda", work);

    private AutoChoice Choice() => new(_gpuStarts, _cpuRuns, Probe);

    private FirstRun Probe()
    {
        _probes++;
        return new FirstRun(TimeSpan.Zero, TimeSpan.FromSeconds(0.1), 2000);
    }

    private void GpuStarted(double seconds) => _gpuStarts.AddStart(TimeSpan.FromSeconds(seconds));

    private void CpuTook(double seconds, long multiplyAdds) =>
        _cpuRuns.AddRun(multiplyAdds, TimeSpan.FromSeconds(seconds));

    private DeviceTimes Times(string key) => new(new RememberedText(_folder.Root, key), () => _now);
}
