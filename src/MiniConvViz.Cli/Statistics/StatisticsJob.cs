using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>
/// Runs a network on images, batch after batch, and computes statistics of its layers' activations. No activation is
/// kept, so that the use of memory is constant; the next images are read while the network runs.
/// </summary>
internal sealed class StatisticsJob(
    Network network, Device device, IReadOnlyList<string> layers, bool withHistograms) : IProgressSource
{
    private InputQueue? _queue;

    /// <inheritdoc cref="Session.Exact"/>
    public required bool Exact { get; init; }

    /// <summary>Stops the job at the network's next step; the result is what was measured until then.</summary>
    public CancellationToken Stop { get; init; }

    public string Doing => "measuring";

    public int Done { get; private set; }

    public int Total { get; private set; }

    public int? Images => Done;

    /// <summary>A line for each image that could not be read and was left out.</summary>
    public IReadOnlyList<string> Failures => [.. _queue!.Failures.Select(problem => problem.Message)];

    /// <summary>Runs all with one session.</summary>
    public StatisticsSummary Run(IReadOnlyList<IInputSource> sources)
    {
        using Session session = new(network, device) { Exact = Exact, Stop = Stop };
        using StatisticsTap tap = withHistograms ? session.TapHistograms(layers) : session.TapStatistics(layers);
        Total = sources.Count;
        _queue = new InputQueue([.. sources.Select(source => new RunTarget(source, ""))]);
        int images = 0;
        Queue<List<ReadyInput>> batches = new();
        try
        {
            foreach (Tensor _ in session.RunAll(Batches()))
            {
                List<ReadyInput> batch = batches.Dequeue();
                images += batch.Sum(input => ImagesOf(input.Shapes[0]));
                Done += batch.Count;
            }
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            // The runs before this one are complete.
        }

        return StatisticsSummary.Of(network, device, images, tap);

        // A GPU takes the next batch while it measures one.
        IEnumerable<IReadOnlyList<Tensor>> Batches()
        {
            while (!Stop.IsCancellationRequested && _queue.Peek() is ReadyInput next)
            {
                int size = BatchSize.For(network, tap.Nodes, areKept: false, next.Shapes, sources.Count);
                List<ReadyInput> batch = _queue.Take(size);
                batches.Enqueue(batch);
                _queue.ReadAhead(size);
                yield return ReadyInput.Together(batch, Whole(batch, next, sources.Count));
            }
        }
    }

    /// <summary>
    /// The number of inputs that are run together. Where a network takes batches of a fixed size, repeated inputs would
    /// count twice; with a single input that changes nothing.
    /// </summary>
    private int Whole(List<ReadyInput> batch, ReadyInput next, int inputs)
    {
        int size = FixedBatch.Of(network, next.Shapes) ?? batch.Count;
        if (size > batch.Count && inputs > 1)
        {
            throw new UsageException(
                $"{network.Name} takes batches of {size}, and repeated inputs would count twice in the statistics: "
                + $"{inputs} inputs were given, expected one, or a multiple of {size} that can be read.");
        }

        return size;
    }

    private static int ImagesOf(Shape input) => input.Rank > 1 ? input.Batch : 1;
}
