using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>
/// What passes between the host and a GPU in a run behind the first, which uploads the weights: the input goes there,
/// what is watched comes back, and the host waits once, at the end.
/// </summary>
[TestFixture(GpuKind.IlgpuCpu)]
[TestFixture(GpuKind.OpenCL, Category = "OpenCL")]
public sealed class GpuTrafficTests(GpuKind kind)
{
    private readonly Tensor _input = SmallNetworks.Random([2, 3, 9, 9]);
    private GpuBackend _backend = null!;
    private Session _session = null!;

    [OneTimeSetUp]
    public void Open()
    {
        _session = new Session(
            SmallNetworks.Residual(),
            Device.Of(GpuDevices.NameOf(kind), "under test", () => _backend = Open(kind)));
    }

    [OneTimeTearDown]
    public void Close() => _session?.Dispose();

    [Test]
    public void Run_NothingTapped_BringsBackTheOutputAndWaitsOnce() =>
        Assert.That(SecondRun(), Is.EqualTo(new Traffic(Uploads: 1, Downloads: 1, Waits: 1)));

    [TestCase("block.bn1")]
    [TestCase("block.*")]
    [TestCase("*")]
    public void Run_NodesTapped_BringsBackTheseToo_AndStillWaitsOnce(string pattern)
    {
        using Tap tap = _session.Tap(pattern);
        int computed = tap.Nodes.Append(_session.Network.Output).Distinct().Except(_session.Network.Inputs).Count();
        Assert.That(SecondRun(), Is.EqualTo(new Traffic(Uploads: 1, Downloads: computed, Waits: 1)));
        AssertTrue(tap);
    }

    [Test]
    public void Run_StatisticsOfEveryNode_AreOneMoreDownload()
    {
        using StatisticsTap tap = _session.TapStatistics("block.*", "avgpool");
        Assert.That(SecondRun(), Is.EqualTo(new Traffic(Uploads: 1, Downloads: 2, Waits: 1)));
    }

    // What changes an activation wants to see it first: the host waits for it, and for the way back.
    [Test]
    public void Run_NodeEdited_IsWaitedForThereAndBack()
    {
        using Tap tap = _session.Tap("avgpool");
        using Edit edit = _session.Edit("block.bn1", activation => activation.Values);
        Assert.That(SecondRun(), Is.EqualTo(new Traffic(Uploads: 2, Downloads: 3, Waits: 3)));
    }

    [Test]
    public void Run_AfterOneThatAnEditEnded_IsWhole()
    {
        using Tap tap = _session.Tap("*");
        using (_session.Edit("block.relu", _ => throw new InvalidOperationException("enough")))
        {
            Assert.That(() => _session.Run(_input), Throws.InvalidOperationException);
        }

        Assert.That(SecondRun().Waits, Is.EqualTo(1));
        AssertTrue(tap);
    }

    private static GpuBackend Open(GpuKind kind)
    {
        try
        {
            return GpuDevices.OpenUntested(GpuDevices.Find(kind));
        }
        catch (DeviceException problem)
        {
            Requirement.Missing(GpuDevices.NameOf(kind), problem.Message);
            throw;
        }
    }

    private Traffic SecondRun()
    {
        _session.Run(_input);
        Traffic before = Traffic.Of(_backend.Gpu);
        _session.Run(_input);
        return Traffic.Of(_backend.Gpu) - before;
    }

    private void AssertTrue(Tap tap)
    {
        using Session reference = new(_session.Network, Device.Reference);
        using Tap expected = reference.Tap(tap.Nodes);
        reference.Run(_input);
        foreach (Activation activation in tap.Activations)
        {
            NumericAssert.Close(activation.Values, expected[activation.Name].Values, activation.Name);
        }
    }

    /// <summary>Copies and waits, of a device since it was opened or of a run.</summary>
    private sealed record Traffic(int Uploads, int Downloads, int Waits)
    {
        public static Traffic Of(GpuAccelerator gpu) => new(gpu.Uploads, gpu.Downloads, gpu.Waits);

        public static Traffic operator -(Traffic after, Traffic before) => new(
            after.Uploads - before.Uploads, after.Downloads - before.Downloads, after.Waits - before.Waits);
    }
}
