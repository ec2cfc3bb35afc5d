using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Statistics;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>Runs that were recorded as a CUDA graph, compared with the same runs launched kernel by kernel.</summary>
[Category("Cuda")]
public sealed class GpuGraphTests
{
    private readonly Tensor _input = SmallNetworks.Random([2, 3, 9, 9]);
    private readonly Tensor _other = SmallNetworks.Random([2, 3, 9, 9], seed: 8);
    private readonly Tensor _wider = SmallNetworks.Random([1, 3, 9, 14]);
    private Session _session = null!;
    private Session _launching = null!;
    private GpuBackend? _opened;
    private GpuAccelerator _gpu = null!;

    private static IEnumerable<Func<Network>> Networks =>
        [() => SmallNetworks.Residual(), () => SmallNetworks.Branches(), ComputesWithShapes];

    [OneTimeSetUp]
    public void Open()
    {
        (_session, _launching) = OpenFor(SmallNetworks.Residual());
        _gpu = _opened!.Gpu;
    }

    [OneTimeTearDown]
    public void Close()
    {
        _session?.Dispose();
        _launching?.Dispose();
    }

    [TestCaseSource(nameof(Networks))]
    public void Run_FromTheSecondOn_IsOneGraphWithTheSameBits(Func<Network> network)
    {
        (Session session, Session launching) = OpenFor(network());
        using (session)
        using (launching)
        {
            NumericAssert.Equal(session.Run(_input), launching.Run(_input), "first run");
            Assert.That(session.UsesGraph, Is.False, "the first run compiles");
            Assert.That(session.GraphProblem, Does.Contain("has run once"));
            foreach (Tensor input in (Tensor[])[_other, _input, _other])
            {
                NumericAssert.Equal(session.Run(input), launching.Run(input), "later run");
                Assert.That(session.GraphProblem, Is.Null);
                Assert.That(session.UsesGraph, Is.True);
            }

            Assert.That(launching.GraphProblem, Is.EqualTo("graphs are switched off"));
        }
    }

    [Test]
    public void Run_OfAnotherShapeInBetween_IsRecordedAnew()
    {
        foreach (Tensor input in (Tensor[])[_input, _input, _wider, _wider, _wider, _input, _other, _input])
        {
            AssertSame(input);
        }

        Assert.That(_session.UsesGraph, Is.True);
    }

    [Test]
    public void Tap_OpenedAndClosed_IsRecordedAnew()
    {
        RunTwice(_session);
        using (Tap tap = _session.Tap("block.*"))
        using (Tap expected = _launching.Tap("block.*"))
        {
            for (int run = 0; run < 4; run++)
            {
                AssertSame(run % 2 == 0 ? _input : _other);
                AssertSame(tap, expected);
                if (run > 1)
                {
                    tap.Recycle();
                    expected.Recycle();
                }
            }

            Assert.That(_session.UsesGraph, Is.True);
        }

        AssertSame(_input);
        AssertSame(_other);
        Assert.That(_session.UsesGraph, Is.True);
    }

    [Test]
    public void Edit_WhileItLasts_LaunchesKernelByKernel()
    {
        RunTwice(_session);
        using (_session.Edit("block.relu", activation => Negated(activation.Values)))
        using (_launching.Edit("block.relu", activation => Negated(activation.Values)))
        {
            AssertSame(_input);
            AssertSame(_other);
            Assert.That(_session.GraphProblem, Is.EqualTo("an activation is edited"));
        }

        AssertSame(_input);
        AssertSame(_other);
        Assert.That(_session.UsesGraph, Is.True);
    }

    [Test]
    public void TapHistograms_InARecordedRun_AreThoseOfEveryRun()
    {
        using StatisticsTap tap = _session.TapHistograms("*");
        using StatisticsTap expected = _launching.TapHistograms("*");
        foreach (Tensor input in (Tensor[])[_input, _other, _input])
        {
            AssertSame(input);
        }

        Assert.That(_session.UsesGraph, Is.True);
        foreach (Node node in tap.Nodes)
        {
            Assert.That(tap[node.Name].Layer.Sum, Is.EqualTo(expected[node.Name].Layer.Sum), node.Name);
            Assert.That(
                tap[node.Name].Layer.Histogram!.Counts,
                Is.EqualTo(expected[node.Name].Layer.Histogram!.Counts),
                node.Name);
        }
    }

    [Test]
    public void StepTimed_WhileSomebodyListens_LaunchesKernelByKernel()
    {
        RunTwice(_session);
        int steps = 0;
        void Count(StepTime step) => steps++;
        _session.StepTimed += Count;
        AssertSame(_input);
        Assert.That(steps, Is.GreaterThan(3));
        Assert.That(_session.GraphProblem, Is.EqualTo("steps are timed one by one"));
        _session.StepTimed -= Count;
        AssertSame(_other);
        Assert.That(_session.UsesGraph, Is.True);
    }

    [Test]
    public void Run_OfWhichMuchComesBack_IsNotRecorded()
    {
        Tensor large = SmallNetworks.Random([1, 3, 300, 300]);
        using Tap tap = _session.Tap("stem", "block.bn1", "block.relu", "block.conv2", "block.bn2", "block.add");
        long bytes = tap.Nodes.Count * 8L * 300 * 300 * sizeof(float);
        Assert.That(bytes, Is.GreaterThan(GpuRecording.MostFetchedBytes));
        using Tap expected = _launching.Tap(tap.Nodes);
        RunTwice(_session, large);
        _launching.Run(large);
        AssertSame(tap, expected);
        Assert.That(_session.GraphProblem, Does.Contain($"{bytes >> 20} MiB come back"));
    }

    [Test]
    public void Run_ThatCannotBeRecorded_IsReportedAndGoesOn()
    {
        _session.Tap("fc").Dispose(); // discards the plan
        Tensor first = _session.Run(_input);
        int requests = 0;
        _gpu.Interference = () => ThrowAt(++requests, 6);
        Tensor second = _session.Run(_input);
        _gpu.Interference = null;
        Assert.That(_session.UsesGraph, Is.False);
        Assert.That(_session.GraphProblem, Does.StartWith("the run cannot be recorded: "));
        NumericAssert.Equal(second, first, "the run that could not be recorded");
        NumericAssert.Equal(_session.Run(_input), first, "the next run");
        Assert.That(_session.UsesGraph, Is.False, "it is not tried again");
        _session.Tap("fc").Dispose();
    }

    private static void ThrowAt(int request, int failing)
    {
        if (request == failing)
        {
            throw new ILGPU.Runtime.Cuda.CudaException(ILGPU.Runtime.Cuda.CudaError.CUDA_ERROR_NOT_SUPPORTED);
        }
    }

    // Divides by the width, which follows from the input's shape.
    private static Network ComputesWithShapes()
    {
        NetworkBuilder net = new(SmallNetworks.Card(), new RandomParameters(3));
        Node x = net.Conv2d("conv", net.Input(), 3, 4, kernel: 3, padding: 1);
        Node width = net.Apply("width", new ShapeValues(ShapeFormula.Create([new ShapeTerm.ExtentTerm(0, 3)]), []), x);
        net.Apply("div", new Div(), x, width);
        return net.Build();
    }

    private static Tensor Negated(Tensor tensor)
    {
        foreach (ref float value in tensor.Values)
        {
            value = -value;
        }

        return tensor;
    }

    private (Session Session, Session Launching) OpenFor(Network network) => (
        new Session(network, TestDevices.Untested(GpuKind.Cuda, backend => _opened = backend)),
        new Session(network, TestDevices.Untested(GpuKind.Cuda)) { AllowsGraphs = false });

    private void RunTwice(Session session, Tensor? input = null)
    {
        session.Run(input ?? _input);
        session.Run(input ?? _input);
    }

    private void AssertSame(Tensor input) =>
        NumericAssert.Equal(_session.Run(input), _launching.Run(input), $"output of {input.Shape}");

    private static void AssertSame(Tap actual, Tap expected)
    {
        foreach (Activation activation in actual.Activations)
        {
            NumericAssert.Equal(activation.Values, expected[activation.Name].Values, activation.Name);
        }
    }
}
