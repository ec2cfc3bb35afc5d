using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Statistics;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>One session and several threads: runs take place one after the other, each whole.</summary>
public sealed class SessionThreadsTests
{
    private const int Threads = 8;

    private readonly Network _network = SmallNetworks.Residual();
    private readonly Tensor[] _inputs =
        [.. Enumerable.Range(1, Threads).Select(seed => SmallNetworks.Random([seed % 3 == 0 ? 2 : 1, 3, 9, 9], seed))];

    [TestCase("cpu", 250)]
    [TestCase("reference", 50)]
    [TestCase("ilgpu-cpu", 4)]
    public void Run_EightThreadsOneSession_EveryResultIsThatOfOneThread(string device, int runs)
    {
        using Session alone = new(_network, TestDevices.Open(device));
        Tensor[] expected = [.. _inputs.Select(input => alone.Run(input))];
        using Session session = new(_network, TestDevices.Open(device));
        OnThreads(thread =>
        {
            for (int run = 0; run < runs; run++)
            {
                AssertSameBits(session.Run(_inputs[thread]), expected[thread], $"run {run} of thread {thread}");
            }
        });
    }

    [Test]
    public void RunAll_EightThreadsOneSession_EveryResultIsThatOfOneThread()
    {
        using Session session = new(_network, Device.Cpu(2));
        Tensor[] expected = [.. _inputs.Select(input => session.Run(input))];
        OnThreads(thread =>
        {
            int run = 0;
            foreach (Tensor output in session.RunAll(Enumerable.Repeat(_inputs[thread], 50)))
            {
                AssertSameBits(output, expected[thread], $"run {run++} of thread {thread}");
            }

            Assert.That(run, Is.EqualTo(50));
        });
    }

    [Test]
    public void Activations_WhileOtherThreadsRun_AreThoseOfOneWholeRun()
    {
        using Session alone = new(_network, Device.Cpu(2));
        using Tap truth = alone.Tap("*");
        float[][][] expected = new float[Threads][][];
        for (int i = 0; i < Threads; i++)
        {
            alone.Run(_inputs[i]);
            expected[i] = [.. truth.Activations.Select(activation => activation.Values.Data)];
        }

        using Session session = new(_network, Device.Cpu(2));
        using Tap tap = session.Tap("*");
        OnThreads(thread =>
        {
            for (int run = 0; run < 100; run++)
            {
                session.Run(_inputs[thread]);
                float[][] seen = [.. tap.Activations.Select(activation => activation.Values.Data)];
                Assert.That(
                    expected.Any(whole => whole.Length == seen.Length
                        && whole.Zip(seen).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second))),
                    $"run {run} of thread {thread}: {seen.Length} activations that no single run has");
            }
        });
    }

    [Test]
    public void TapStatistics_EightThreads_CountEveryRunOnce()
    {
        using Session session = new(_network, Device.Cpu(2));
        using StatisticsTap tap = session.TapStatistics("stem");
        OnThreads(thread =>
        {
            for (int run = 0; run < 20; run++)
            {
                session.Run(_inputs[0]);
                _ = tap["stem"];
            }
        });
        LayerStatistics statistics = tap["stem"];
        Assert.That(statistics.Layer.Count, Is.EqualTo(Threads * 20L * 8 * 9 * 9));
    }

    [Test]
    public void Taps_ComingAndGoingWhileOtherThreadsRun_ChangeNoResult()
    {
        using Session session = new(_network, Device.Cpu(2)) { Exact = true };
        Tensor[] expected = [.. _inputs.Select(input => session.Run(input))];
        OnThreads(thread =>
        {
            for (int run = 0; run < 40; run++)
            {
                using Tap tap = session.Tap(thread % 2 == 0 ? "block.*" : "stem");
                AssertSameBits(session.Run(_inputs[thread]), expected[thread], $"run {run} of thread {thread}");
                tap.Recycle();
            }
        });
    }

    [Test]
    public void Run_CalledDuringARun_IsRefusedAndTheSessionGoesOn()
    {
        using Session session = new(_network, Device.Cpu(1));
        Tensor expected = session.Run(_inputs[0]);
        List<Action> forbidden =
        [
            () => session.Run(_inputs[0]),
            () => session.Tap("fc"),
            session.Dispose,
        ];
        foreach (Action action in forbidden)
        {
            using Tap tap = session.Tap("stem");
            tap.Captured += _ => action();
            Assert.That(
                () => session.Run(_inputs[0]),
                Throws.InvalidOperationException.With.Message.EqualTo(
                    "A session cannot be used by code that is called during one of its runs."));
        }

        NumericAssert.Equal(session.Run(_inputs[0]), expected, "afterwards");
    }

    [TestCase("cpu")]
    [TestCase("reference")]
    [TestCase("ilgpu-cpu")]
    public void Run_AfterDispose_ThrowsObjectDisposedException(string device)
    {
        Session session = new(_network, TestDevices.Open(device));
        using Tap tap = session.Tap("stem");
        session.Run(_inputs[0]);
        IEnumerator<Tensor> begun = session.RunAll(_inputs).GetEnumerator();
        begun.MoveNext();
        session.Dispose();

        Assert.That(() => session.Run(_inputs[0]), Throws.TypeOf<ObjectDisposedException>(), "Run");
        Assert.That(() => session.RunAll(_inputs), Throws.TypeOf<ObjectDisposedException>(), "RunAll");
        Assert.That(() => begun.MoveNext(), Throws.TypeOf<ObjectDisposedException>(), "RunAll that had begun");
        Assert.That(() => session.Tune(_inputs[0]), Throws.TypeOf<ObjectDisposedException>(), "Tune");
        Assert.That(() => session.Tap("fc"), Throws.TypeOf<ObjectDisposedException>(), "Tap");
        Assert.That(() => session.Edit("fc", a => a.Values), Throws.TypeOf<ObjectDisposedException>(), "Edit");
        Assert.That(begun.Dispose, Throws.Nothing);
        Assert.That(session.Dispose, Throws.Nothing, "a second time");
        Assert.That(tap["stem"].Values.Values.ToArray(), Has.Some.Not.Zero, "a tap keeps what it holds");
    }

    [Test]
    public void Dispose_WhileAnotherThreadRuns_WaitsForTheRun()
    {
        Session session = new(_network, Device.Cpu(1));
        using Tap tap = session.Tap("stem");
        using ManualResetEventSlim reached = new();
        using ManualResetEventSlim goOn = new();
        tap.Captured += _ =>
        {
            reached.Set();
            goOn.Wait(TimeSpan.FromSeconds(30));
        };
        Task<Tensor> run = Task.Run(() => session.Run(_inputs[0]));
        Assert.That(reached.Wait(TimeSpan.FromSeconds(30)), "the run has begun");
        Task dispose = Task.Run(session.Dispose);
        Assert.That(dispose.Wait(TimeSpan.FromMilliseconds(50)), Is.False, "disposed of during a run");
        goOn.Set();
        Assert.That(run.GetAwaiter().GetResult().Shape.ToString(), Is.EqualTo("[1,5]"));
        dispose.GetAwaiter().GetResult();
    }

    /// <summary>Runs an action on eight threads at once, and throws the first exception of any.</summary>
    private static void OnThreads(Action<int> action)
    {
        using Barrier start = new(Threads);
        Task[] tasks =
        [
            .. Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    action(thread);
                },
                TaskCreationOptions.LongRunning)),
        ];
        Task.WhenAll(tasks).GetAwaiter().GetResult();
    }

    private static void AssertSameBits(Tensor actual, Tensor expected, string what)
    {
        if (actual.Shape != expected.Shape || !actual.Values.SequenceEqual(expected.Values))
        {
            Assert.Fail($"{what} has other values than a run on one thread");
        }
    }
}
