namespace MiniConvViz.Kernels.Tests;

public class CpuWorkersTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(5)]
    public void For_AnyCount_RunsEveryIndexOnce(int threads)
    {
        using CpuWorkers workers = new(threads);
        foreach (int count in new[] { 0, 1, 2, 3, 31, 1000, 100_003 })
        {
            Assert.That(CountRuns(workers, count), Is.All.EqualTo(1), $"threads {threads}, count {count}");
        }
    }

    [Test]
    public void For_ManyShortJobs_LosesNone()
    {
        using CpuWorkers workers = new(3);
        for (int round = 0; round < 5000; round++)
        {
            Assert.That(CountRuns(workers, 7), Is.All.EqualTo(1), $"round {round}");
        }
    }

    [Test]
    public void For_AfterWorkersFellAsleep_StillRuns()
    {
        using CpuWorkers workers = new(2);
        for (int round = 0; round < 5; round++)
        {
            Thread.Sleep(20);
            Assert.That(CountRuns(workers, 100), Is.All.EqualTo(1), $"round {round}");
        }
    }

    [Test]
    public void For_FromSeveralThreadsAtOnce_RunsEveryJob()
    {
        using CpuWorkers workers = new(2);
        Parallel.For(0, 4, _ =>
        {
            for (int round = 0; round < 200; round++)
            {
                Assert.That(CountRuns(workers, 50), Is.All.EqualTo(1));
            }
        });
    }

    [Test]
    public void For_WorkerNumbers_AreBelowThreads()
    {
        using CpuWorkers workers = new(4);
        foreach (int worker in WhoRan(workers, 10_000))
        {
            Assert.That(worker, Is.InRange(0, 3));
        }
    }

    [Test]
    public void For_SecondCall_AllocatesNothing()
    {
        using CpuWorkers workers = new(2);
        int[] runs = new int[100];
        AllocationAssert.SecondCallAllocatesNothing(() => CountRuns(workers, runs));
    }

    [Test]
    public unsafe void Scratch_PerWorker_IsAlignedDisjointAndKept()
    {
        using CpuWorkers workers = new(3);
        float* first = workers.Scratch(0, 1000);
        float* second = workers.Scratch(1, 1000);
        float* shared = workers.SharedScratch(1000);
        new Span<float>(first, 1000).Fill(3f);
        new Span<float>(second, 1000).Fill(1f);
        new Span<float>(shared, 1000).Fill(2f);
        Assert.That((long)first % 64, Is.Zero);
        Assert.That((long)second % 64, Is.Zero);
        Assert.That((long)shared % 64, Is.Zero);
        Assert.That(new Span<float>(first, 1000).ToArray(), Is.All.EqualTo(3f));
        Assert.That(new Span<float>(second, 1000).ToArray(), Is.All.EqualTo(1f));
        Assert.That((nuint)workers.Scratch(0, 10), Is.EqualTo((nuint)first), "a smaller request reuses the memory");
    }

    [Test]
    public void Dispose_Twice_EndsThreadsOnce()
    {
        CpuWorkers workers = new(4);
        CountRuns(workers, 100);
        workers.Dispose();
        workers.Dispose();
        Assert.That(CountRuns(workers, 100), Is.All.EqualTo(1), "the caller alone still runs jobs");
    }

    [Test]
    public void Constructor_NoThreads_Throws()
    {
        Assert.That(() => new CpuWorkers(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    [CancelAfter(30_000)]
    public void For_PieceThatThrowsOnAnyThread_ThrowsInTheCallerAndTheTeamWorksOn([Values(1, 2, 4)] int threads)
    {
        using CpuWorkers workers = new(threads);
        for (int round = 0; round < 200; round++)
        {
            int thrower = round % threads;
            bool threw = false;
            try
            {
                ThrowOn(workers, thrower);
            }
            catch (InvalidOperationException problem)
            {
                threw = true;
                Assert.That(problem.Message, Is.EqualTo($"worker {thrower}"));
            }

            // Which worker gets a piece depends on the scheduler, but a pool of one worker is the caller.
            Assert.That(threw || threads > 1, $"round {round}");
            Assert.That(CountRuns(workers, 100), Is.All.EqualTo(1), $"round {round}");
        }
    }

    [Test]
    [CancelAfter(30_000)]
    public void For_WorkerThatThrows_IsHeardOf()
    {
        using CpuWorkers workers = new(2);
        Assert.That(
            () =>
            {
                // Whether the worker gets a piece before the caller has done all depends on the scheduler.
                while (true)
                {
                    ThrowOn(workers, 1);
                }
            },
            Throws.InvalidOperationException.With.Message.EqualTo("worker 1"));
    }

    private static void ThrowOn(CpuWorkers workers, int thrower)
    {
        ThrowJob job = new() { Thrower = thrower };
        workers.For(1000, ref job);
    }

    private static int[] CountRuns(CpuWorkers workers, int count)
    {
        int[] runs = new int[count];
        CountRuns(workers, runs);
        return runs;
    }

    private static unsafe void CountRuns(CpuWorkers workers, int[] runs)
    {
        fixed (int* pointer = runs)
        {
            CountJob job = new() { Runs = pointer };
            workers.For(runs.Length, ref job);
        }
    }

    private static unsafe int[] WhoRan(CpuWorkers workers, int count)
    {
        int[] who = new int[count];
        fixed (int* pointer = who)
        {
            WhoJob job = new() { Who = pointer };
            workers.For(count, ref job);
        }

        return who;
    }

    private unsafe struct CountJob : ICpuJob
    {
        public int* Runs;

        public readonly void Run(int index, int worker, CpuWorkers workers) => Interlocked.Increment(ref Runs[index]);
    }

    private unsafe struct WhoJob : ICpuJob
    {
        public int* Who;

        public readonly void Run(int index, int worker, CpuWorkers workers) => Who[index] = worker;
    }

    private struct ThrowJob : ICpuJob
    {
        public int Thrower;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            if (worker == Thrower)
            {
                throw new InvalidOperationException($"worker {worker}");
            }

            Thread.SpinWait(100);
        }
    }
}
