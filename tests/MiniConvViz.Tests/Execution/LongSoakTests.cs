using System.Diagnostics;
using System.Globalization;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>
/// <see cref="SoakTests"/> for a longer time: sixteen threads for half a minute, or for the seconds in the environment
/// variable MINICONVVIZ_SOAK_SECONDS, and 20,000 runs over changing shapes.
/// </summary>
[Category("Exhaustive")]
public sealed class LongSoakTests
{
    private const string Seconds = "MINICONVVIZ_SOAK_SECONDS";
    private const int Threads = 16;
    private const int Runs = 20_000;
    private const long HeapMayGrow = 2 << 20;
    private const long ProcessMayGrow = 48L << 20;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable(Seconds) ?? "20", CultureInfo.InvariantCulture));

    private readonly Network _network = SmallNetworks.Residual();
    private readonly Tensor[] _inputs =
    [
        .. Enumerable.Range(0, 40).Select(i =>
            SmallNetworks.Random([1 + (i % 3), 3, 5 + (7 * i % 23), 5 + (11 * i % 29)], seed: i + 1)),
    ];

    [Test]
    public void Run_SixteenThreadsOneSession_EveryResultIsRightAndMemoryIsFlat()
    {
        using Session session = new(_network, Device.Cpu(threads: 2));
        Soak(session.Run);
    }

    [Test]
    public void Run_SixteenThreadsFourRented_EveryResultIsRightAndMemoryIsFlat()
    {
        using SessionPool pool = new(_network, Device.Cpu(threads: 1), size: 4);
        Soak(pool.Run);
    }

    [Test]
    public void Run_TwentyThousandTimesOverChangingShapes_KeepsItsMemory()
    {
        using Session session = new(_network, Device.Cpu(threads: 2));
        float[][] expected = Expected();
        Random random = new(5);
        (long Heap, long Process) before = default;
        for (int run = 0; run < Runs; run++)
        {
            int input = random.Next(_inputs.Length);
            Assert.That(
                session.Run(_inputs[input]).Values.SequenceEqual(expected[input]),
                $"run {run}, {_inputs[input].Shape}");
            before = run == Runs / 4 ? Memory() : before;
        }

        AssertFlat(before, $"{Runs} runs");
    }

    /// <summary>
    /// All threads run all inputs until time is up; memory is measured after a quarter of it and at the end.
    /// </summary>
    private void Soak(Func<Tensor[], Tensor> run)
    {
        float[][] expected = Expected();
        long runs = 0;
        Stopwatch watch = Stopwatch.StartNew();
        Task[] threads = [.. Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () => RunAll(new Random(thread)),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];
        Thread.Sleep(Duration / 4);
        (long Heap, long Process) before = Memory();
        Task.WhenAll(threads).WaitAsync(Duration + TimeSpan.FromMinutes(1)).GetAwaiter().GetResult();
        AssertFlat(before, $"{runs} runs in {watch.Elapsed.TotalSeconds:F0} s");

        void RunAll(Random random)
        {
            while (watch.Elapsed < Duration)
            {
                int input = random.Next(_inputs.Length);
                if (!run([_inputs[input]]).Values.SequenceEqual(expected[input]))
                {
                    throw new InvalidOperationException($"{_inputs[input].Shape}: other values than on one thread");
                }

                Interlocked.Increment(ref runs);
            }
        }
    }

    private float[][] Expected()
    {
        using Session alone = new(_network, Device.Cpu(threads: 1));
        return [.. _inputs.Select(input => alone.Run(input).Values.ToArray())];
    }

    private static (long Heap, long Process) Memory() =>
        (GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);

    private static void AssertFlat((long Heap, long Process) before, string what)
    {
        (long heap, long process) = Memory();
        TestContext.Out.WriteLine(
            $"{what}: heap {before.Heap >> 10} to {heap >> 10} KB, "
            + $"process {before.Process >> 20} to {process >> 20} MB");
        Assert.That(heap - before.Heap, Is.LessThan(HeapMayGrow), "bytes on the heap");
        Assert.That(process - before.Process, Is.LessThan(ProcessMayGrow), "bytes of the process");
    }
}
