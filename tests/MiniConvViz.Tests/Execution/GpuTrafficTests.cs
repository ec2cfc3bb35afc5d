using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>
/// The transfers between the host and a GPU in a run after the first, which uploads the weights: the input is uploaded,
/// watched values are downloaded, and the host waits once, at the end. CUDA launches the run as one graph.
/// </summary>
[TestFixture(GpuKind.IlgpuCpu)]
[TestFixture(GpuKind.OpenCL, Category = "OpenCL")]
[TestFixture(GpuKind.Cuda, Category = "Cuda")]
internal sealed class GpuTrafficTests(GpuKind kind)
{
    private readonly int _graphs = kind == GpuKind.Cuda ? 1 : 0;
    private readonly Tensor _input = SmallNetworks.Random([2, 3, 9, 9]);
    private GpuBackend _backend = null!;
    private Session _session = null!;

    [OneTimeSetUp]
    public void Open()
    {
        _session = new Session(
            SmallNetworks.Residual(),
            TestDevices.Untested(kind, backend => _backend = backend));
    }

    [OneTimeTearDown]
    public void Close() => _session?.Dispose();

    [Test]
    public void Run_NothingTapped_BringsBackTheOutputAndWaitsOnce() =>
        Assert.That(SecondRun(), Is.EqualTo(new Traffic(Uploads: 1, Downloads: 1, Waits: 1, _graphs)));

    [TestCase("block.bn1")]
    [TestCase("block.*")]
    [TestCase("*")]
    public void Run_NodesTapped_BringsBackTheseToo_AndStillWaitsOnce(string pattern)
    {
        using Tap tap = _session.Tap(pattern);
        int computed = tap.Nodes.Append(_session.Network.Output).Distinct().Except(_session.Network.Inputs).Count();
        Assert.That(SecondRun(), Is.EqualTo(new Traffic(Uploads: 1, Downloads: computed, Waits: 1, _graphs)));
        AssertTrue(tap);
    }

    [Test]
    public void Run_StatisticsOfEveryNode_AreOneMoreDownload()
    {
        using StatisticsTap tap = _session.TapStatistics("block.*", "avgpool");
        Assert.That(SecondRun(), Is.EqualTo(new Traffic(Uploads: 1, Downloads: 2, Waits: 1, _graphs)));
    }

    // An edit needs the activation first, so that the host waits for the download. It waits for the upload too, except
    // on CUDA, where the values are in page-locked memory by then.
    [Test]
    public void Run_NodeEdited_IsWaitedForThereAndBack()
    {
        using Tap tap = _session.Tap("avgpool");
        using Edit edit = _session.Edit("block.bn1", activation => activation.Values);
        int waits = kind == GpuKind.Cuda ? 2 : 3;
        Assert.That(SecondRun(), Is.EqualTo(new Traffic(Uploads: 2, Downloads: 3, waits, Graphs: 0)));
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

    /// <summary>Copies, waits and graphs launched, of a device since it was opened or of a run.</summary>
    private sealed record Traffic(int Uploads, int Downloads, int Waits, int Graphs)
    {
        public static Traffic Of(GpuAccelerator gpu) => new(gpu.Uploads, gpu.Downloads, gpu.Waits, gpu.GraphLaunches);

        public static Traffic operator -(Traffic after, Traffic before) => new(
            after.Uploads - before.Uploads,
            after.Downloads - before.Downloads,
            after.Waits - before.Waits,
            after.Graphs - before.Graphs);
    }
}
