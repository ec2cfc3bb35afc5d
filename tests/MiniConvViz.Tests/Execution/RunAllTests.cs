using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>
/// Several batches in a row: on CUDA the next is uploaded while one runs, on other devices each is read at its own run.
/// </summary>
[TestFixture("cpu")]
[TestFixture("ilgpu-cpu")]
[TestFixture("opencl", Category = "OpenCL")]
[TestFixture("cuda", Category = "Cuda")]
public sealed class RunAllTests(string device)
{
    private readonly Network _network = SmallNetworks.Residual();
    private readonly Tensor[] _batches =
    [
        .. Enumerable.Range(1, 6).Select(seed => SmallNetworks.Random([seed % 3 == 0 ? 1 : 2, 3, 9, 9], seed)),
    ];

    private Session _session = null!;
    private Tensor[] _expected = null!;

    private bool UploadsAhead => device == "cuda";

    [OneTimeSetUp]
    public void Open()
    {
        _session = NewSession();
        using Session alone = NewSession();
        _expected = [.. _batches.Select(batch => alone.Run(batch))];
    }

    [OneTimeTearDown]
    public void Close() => _session?.Dispose();

    [Test]
    public void RunAll_ManyBatches_HasTheBitsOfRunningThemOneByOne() =>
        AssertSame(_session.RunAll(_batches), _expected);

    [Test]
    public void RunAll_OneTensorFilledAnew_ReadsItInTime()
    {
        Tensor tensor = new(_batches[0].Shape);
        Tensor[] equallyLong = [.. _batches.Where(batch => batch.Shape == tensor.Shape)];
        AssertSame(
            _session.RunAll(Fill()), [.. equallyLong.Select(batch => _expected[Array.IndexOf(_batches, batch)])]);

        IEnumerable<Tensor> Fill()
        {
            foreach (Tensor batch in equallyLong)
            {
                batch.Values.CopyTo(tensor.Values);
                yield return tensor;
            }
        }
    }

    [Test]
    public void RunAll_Tapped_HoldsEachRunsActivationsUntilTheNext()
    {
        using Tap tap = _session.Tap("block.*", "x");
        using Session alone = NewSession();
        using Tap expected = alone.Tap(tap.Nodes);
        int run = 0;
        foreach (Tensor output in _session.RunAll(_batches))
        {
            NumericAssert.Equal(output, alone.Run(_batches[run]), $"output {run}");
            foreach (Activation activation in tap.Activations)
            {
                NumericAssert.Equal(
                    activation.Values, expected[activation.Name].Values, $"{activation.Name} of run {run}");
            }

            run++;
            tap.Recycle();
        }

        Assert.That(run, Is.EqualTo(_batches.Length));
    }

    [Test]
    public void RunAll_Edited_EditsEveryBatch()
    {
        using Session alone = NewSession();
        using Edit edit = _session.Edit("block.bn1", Halved);
        using Edit same = alone.Edit("block.bn1", Halved);
        AssertSame(_session.RunAll(_batches), [.. _batches.Select(batch => alone.Run(batch))]);
    }

    [Test]
    public void RunAll_TakesABatchBeforeTheLastIsDone_WhereItCanUploadAhead()
    {
        int taken = 0;
        using IEnumerator<Tensor> outputs = _session.RunAll(_batches.Select(batch =>
        {
            taken++;
            return batch;
        })).GetEnumerator();
        Assert.That(taken, Is.Zero, "nothing runs before it is requested");
        outputs.MoveNext();
        Assert.That(taken, Is.EqualTo(UploadsAhead ? 2 : 1));
    }

    [Test]
    public void RunAll_SourceFails_ThrowsThatAfterTheRunsBefore()
    {
        using IEnumerator<Tensor> outputs = _session.RunAll(TwoThenFail()).GetEnumerator();
        outputs.MoveNext();
        NumericAssert.Equal(outputs.Current, _expected[0], "first");
        outputs.MoveNext();
        NumericAssert.Equal(outputs.Current, _expected[1], "second");
        Assert.That(() => outputs.MoveNext(), Throws.TypeOf<IOException>().With.Message.EqualTo("disk"));
        NumericAssert.Equal(_session.Run(_batches[3]), _expected[3], "the session goes on");

        IEnumerable<Tensor> TwoThenFail()
        {
            yield return _batches[0];
            yield return _batches[1];
            throw new IOException("disk");
        }
    }

    [Test]
    public void RunAll_BatchOfAnImpossibleShape_FailsInItsTurn()
    {
        Tensor wrong = SmallNetworks.Random([1, 4, 9, 9]);
        using IEnumerator<Tensor> outputs = _session.RunAll([_batches[0], wrong]).GetEnumerator();
        outputs.MoveNext();
        NumericAssert.Equal(outputs.Current, _expected[0], "first");
        Assert.That(() => outputs.MoveNext(), Throws.TypeOf<NetworkException>());
        AssertSame(_session.RunAll(_batches), _expected);
    }

    [Test]
    public void RunAll_LeftEarly_KeepsNoRunsOrTensors()
    {
        foreach (Tensor output in _session.RunAll(_batches))
        {
            NumericAssert.Equal(output, _expected[0], "first");
            break;
        }

        Tensor tensor = _batches[1].Clone();
        NumericAssert.Equal(_session.RunAll([_batches[0], tensor]).First(), _expected[0], "the first of two");
        _batches[3].Values.CopyTo(tensor.Values);
        NumericAssert.Equal(_session.Run(tensor), _expected[3], "a tensor that was uploaded ahead and filled anew");
        AssertSame(_session.RunAll(_batches[..2]), _expected[..2]);
    }

    [Test]
    public void RunAll_TwoAtOnceAndRunBetween_EachKeepsItsOrder()
    {
        using IEnumerator<Tensor> forwards = _session.RunAll(_batches).GetEnumerator();
        using IEnumerator<Tensor> backwards = _session.RunAll(_batches.Reverse()).GetEnumerator();
        for (int run = 0; run < _batches.Length; run++)
        {
            forwards.MoveNext();
            NumericAssert.Equal(forwards.Current, _expected[run], $"forwards {run}");
            backwards.MoveNext();
            NumericAssert.Equal(backwards.Current, _expected[^(run + 1)], $"backwards {run}");
            NumericAssert.Equal(_session.Run(_batches[2]), _expected[2], "between");
        }
    }

    [Test]
    public void RunAll_OfNothing_RunsNothing() => Assert.That(_session.RunAll(Array.Empty<Tensor>()), Is.Empty);

    private static Tensor Halved(Activation activation)
    {
        foreach (ref float value in activation.Values.Values)
        {
            value /= 2f;
        }

        return activation.Values;
    }

    private static void AssertSame(IEnumerable<Tensor> outputs, Tensor[] expected)
    {
        int run = 0;
        foreach (Tensor output in outputs)
        {
            NumericAssert.Equal(output, expected[run], $"output {run}");
            run++;
        }

        Assert.That(run, Is.EqualTo(expected.Length), "runs");
    }

    private Session NewSession() => new(
        _network,
        GpuDevices.KindOf(device) is GpuKind kind ? TestDevices.Untested(kind) : Device.Cpu(threads: 2));
}
