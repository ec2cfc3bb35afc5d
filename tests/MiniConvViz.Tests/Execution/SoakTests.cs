using System.Runtime.InteropServices;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>
/// Thousands of runs over changing shapes, taps and threads: the values and the memory do not change, nothing hangs.
/// </summary>
[Category("Exhaustive")]
public sealed class SoakTests
{
    private const int Runs = 2000;
    private const int RunsInARow = 4;
    private const int Sharers = 8;
    private const long MemoryMayGrow = 2 << 20;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly int[] Threads = [1, 2, 3];
    private static readonly string[] Patterns = ["", "*", "kind:Conv2d", "*relu*"];
    private static readonly Tensor[] Images =
    [
        .. ((Shape[])[[1, 3, 9, 9], [2, 3, 7, 12], [1, 3, 17, 4], [3, 3, 5, 31]]).Select(shape =>
            SmallNetworks.Random(shape)),
    ];

    private static IEnumerable<TestCaseData> Networks =>
    [
        new TestCaseData((Func<Network>)(() => SmallNetworks.Residual())).SetArgDisplayNames("Residual"),
        new TestCaseData((Func<Network>)(() => SmallNetworks.Branches())).SetArgDisplayNames("Branches"),
    ];

    [TestCaseSource(nameof(Networks))]
    public void Run_TwoThousandTimes_KeepsItsNumbersAndItsMemory(Func<Network> make) => Within(Limit, () =>
    {
        Network network = make();
        Random random = new(1);
        Dictionary<(int, string, Tensor), float[][]> first = [];
        Session[] sessions = [.. Threads.Select(threads => new Session(network, Device.Cpu(threads)))];
        long memory = 0;
        for (int run = 0; run < Runs; run += RunsInARow)
        {
            int session = random.Next(sessions.Length);
            string pattern = Patterns[random.Next(Patterns.Length)];
            Tensor image = Images[random.Next(Images.Length)];
            using Tap tap = sessions[session].Tap(NodesOf(network, pattern));
            for (int i = 0; i < RunsInARow; i++)
            {
                Tensor[] results = Results(sessions[session], tap, image);
                if (!first.TryGetValue((session, pattern, image), out float[][]? expected))
                {
                    AssertRight(network, pattern, image, results);
                    expected = [.. results.Select(result => result.Values.ToArray())];
                    first.Add((session, pattern, image), expected);
                }

                AssertSameBits(
                    results,
                    expected,
                    $"run {run + i}: {Threads[session]} threads, tap '{pattern}', input {image.Shape}");
            }

            memory = run == Runs / 2 ? GC.GetTotalMemory(forceFullCollection: true) : memory;
        }

        Assert.That(first, Has.Count.EqualTo(Threads.Length * Patterns.Length * Images.Length), "what was run");
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - memory, Is.LessThan(MemoryMayGrow), "bytes kept");
        Array.ForEach(sessions, session => session.Dispose());
    });

    [TestCaseSource(nameof(Networks))]
    public void Run_EightSessionsOnOneNetwork_AllGetTheSameNumbers(Func<Network> make) => Within(Limit, () =>
    {
        Network shared = make();
        using Session alone = new(make(), Device.Cpu(threads: 2));
        float[][] expected = [.. Images.Select(image => alone.Run(image).Values.ToArray())];
        using Barrier start = new(Sharers);
        Task[] sharers =
        [
            .. Enumerable.Range(0, Sharers).Select(sharer => Task.Factory.StartNew(
                () => Share(sharer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)),
        ];
        Task.WaitAll(sharers);

        void Share(int sharer)
        {
            start.SignalAndWait();
            using Session session = new(shared, Device.Cpu(threads: 2));
            for (int run = 0; run < Runs / Sharers / 2; run++)
            {
                int image = (run + sharer) % Images.Length;
                AssertSameBits([session.Run(Images[image])], [expected[image]], $"session {sharer}, run {run}");
            }
        }
    });

    /// <summary>The output of a run, then the activations of its tap.</summary>
    private static Tensor[] Results(Session session, Tap tap, Tensor image)
    {
        Tensor output = session.Run(image);
        return [output, .. tap.Activations.Select(activation => activation.Values)];
    }

    private static IEnumerable<Node> NodesOf(Network network, string pattern) =>
        pattern.Length == 0 ? [] : NodePattern.Select(network, pattern);

    private static void AssertRight(Network network, string pattern, Tensor image, Tensor[] actual)
    {
        using Session reference = new(network, Device.Reference);
        using Tap truth = reference.Tap(NodesOf(network, pattern));
        Tensor[] expected = Results(reference, truth, image);
        Assert.That(actual, Has.Length.EqualTo(expected.Length), pattern);
        for (int i = 0; i < actual.Length; i++)
        {
            NumericAssert.Close(actual[i], expected[i], $"result {i} of tap '{pattern}', input {image.Shape}");
        }
    }

    private static void AssertSameBits(Tensor[] actual, float[][] expected, string what)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(actual[i].Values);
            int same = bits.CommonPrefixLength(MemoryMarshal.Cast<float, int>(expected[i]));
            if (same < Math.Max(bits.Length, expected[i].Length))
            {
                Assert.Fail($"{what}: result {i} differs from the first run's from index {same} on");
            }
        }
    }

    /// <summary>Fails after a time limit, where work hangs.</summary>
    private static void Within(TimeSpan limit, Action work)
    {
        Task task = Task.Factory.StartNew(
            work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.That(Task.WaitAny([task], limit), Is.Zero, $"not done after {limit}");
        task.GetAwaiter().GetResult();
    }
}
