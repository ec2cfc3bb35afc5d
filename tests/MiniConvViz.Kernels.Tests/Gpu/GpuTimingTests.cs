using ILGPU;
using ILGPU.Runtime.OpenCL;

namespace MiniConvViz.Kernels.Tests;

/// <summary>Times of launches: by the device's events (CUDA, and the PTX device), or by the host's clock.</summary>
internal sealed class GpuTimingTests(GpuDescription device) : GpuFixture(device)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20), MostOfIt = TimeSpan.FromMilliseconds(15);

    /// <summary>
    /// A device with a clock of its own, that of CUDA's events. The others, including the PTX device, execute
    /// synchronously and are timed by the host's clock.
    /// </summary>
    private bool HasOwnClock => Gpu.Kind == GpuKind.Cuda && !IsPtx;

    [Test]
    public void Between_MarksAroundAPauseOfTheHost_IsTheDevicesTime()
    {
        GpuMark start = Gpu.Mark();
        Thread.Sleep(Pause);
        TimeSpan between = Gpu.Between(start, Gpu.Mark());
        Assert.That(between, HasOwnClock ? Is.GreaterThan(TimeSpan.Zero) : Is.GreaterThan(MostOfIt));
    }

    [Test]
    public void Time_ShortLaunch_IsTheMeanOfTwenty()
    {
        (ArrayView<float> from, ArrayView<float> to) = (Upload([1f, 2f]), Reserve(2));
        Gpu.Copy(from, to);
        int launches = 0;
        TimeSpan time = Gpu.Time(() =>
        {
            launches++;
            Gpu.Copy(from, to);
        });
        Assert.That(launches, Is.EqualTo(1 + 20).Or.EqualTo(1));
        Assert.That(time, Is.GreaterThanOrEqualTo(TimeSpan.Zero).And.LessThan(TimeSpan.FromSeconds(1)));
        Assert.That(Download(to), Is.EqualTo(new[] { 1f, 2f }));
    }

    [Test]
    public void Time_LongLaunch_IsRunOnce()
    {
        int launches = 0;
        TimeSpan time = Gpu.Time(() =>
        {
            launches++;
            Thread.Sleep(Pause);
        });
        Assert.That(
            (launches, time > MostOfIt),
            Is.EqualTo(HasOwnClock ? (1 + 20, false) : (1, true)),
            "a pause of the host is no time of a device with a clock of its own");
    }

    [Test]
    public void Mark_AfterTheDriverFailed_FailsWithTheSameWords()
    {
        using GpuAccelerator gpu = GpuDevices.Create(Gpu.Description);
        gpu.Interference = () => throw new CLException(CLError.CL_OUT_OF_RESOURCES);
        GpuException first = Assert.Throws<GpuException>(() => gpu.Mark())!;
        gpu.Interference = null;
        Assert.That(Assert.Throws<GpuException>(() => gpu.Synchronize()), Is.SameAs(first));
        Assert.That(first.Message, Does.StartWith($"{gpu.Name}: "));
    }
}
