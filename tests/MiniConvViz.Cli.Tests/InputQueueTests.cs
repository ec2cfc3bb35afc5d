using MiniConvViz.Tensors;

namespace MiniConvViz.Cli.Tests;

/// <summary>The number of inputs that are read in advance depends on their size.</summary>
public sealed class InputQueueTests
{
    [TestCase(1 << 20, 8, Description = "small pictures are read side by side")]
    [TestCase(700 << 20, 1, Description = "photographs of 100 megapixels are not")]
    [TestCase(100 << 20, 2)]
    public void Take_ABatch_StartsOnlyWhatMemoryIsSetAsideFor(int bytes, int mostAtOnce)
    {
        Gate gate = new();
        RunTarget[] targets = [.. Enumerable.Range(0, 24).Select(i => new RunTarget(new Source(bytes, gate), $"{i}"))];
        InputQueue queue = new(targets);
        List<ReadyInput> taken = [];

        while (queue.Peek() is not null)
        {
            taken.AddRange(queue.Take(8));
            queue.ReadAhead(8);
        }

        Assert.That(taken.Select(input => input.Target), Is.EqualTo(targets), "all, in order");
        Assert.That(gate.Most, Is.LessThanOrEqualTo(mostAtOnce));
    }

    [Test]
    public void Take_InputsThatWait_CountByWhatTheyHold()
    {
        Gate gate = new();
        RunTarget[] targets =
            [.. Enumerable.Range(0, 8).Select(i => new RunTarget(new Source(200 << 20, gate), $"{i}"))];

        List<ReadyInput> together = new InputQueue(targets).Take(8);

        Assert.That(together, Has.Count.EqualTo(8), "what was read holds little, so that the next may be read");
        Assert.That(gate.Most, Is.EqualTo(1));
    }

    private sealed class Gate
    {
        private readonly Lock _lock = new();
        private int _now;

        public int Most { get; private set; }

        public void Pass()
        {
            lock (_lock)
            {
                Most = Math.Max(Most, ++_now);
            }

            Thread.Sleep(10);
            lock (_lock)
            {
                _now--;
            }
        }
    }

    private sealed class Source(long bytes, Gate gate) : IInputSource
    {
        public string Name => "picture";

        public string Stem => "picture";

        public IReadOnlyList<Shape>? Shapes => null;

        public long LoadingBytes => bytes;

        public LoadedInput Load()
        {
            gate.Pass();
            return new LoadedInput([new Tensor([1, 1, 2, 2])], _ => []);
        }
    }
}
