using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>
/// Sends pictures through a network, batch after batch, and gathers the statistics of what its layers compute. No
/// activation is kept, so memory stays flat; the next pictures are read while the network runs.
/// </summary>
internal sealed class StatisticsJob(
    Network network, Device device, IReadOnlyList<string> layers, bool withHistograms) : IProgressSource
{
    private InputQueue? _queue;

    /// <inheritdoc cref="Session.Exact"/>
    public required bool Exact { get; init; }

    /// <summary>Ends the job at the network's next step; what was measured by then is the result.</summary>
    public CancellationToken Stop { get; init; }

    public string Doing => "measuring";

    public int Done { get; private set; }

    public int Total { get; private set; }

    public int? Images => Done;

    /// <summary>A line for each picture that could not be read and was left out.</summary>
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
            // The runs before this one are whole.
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
    /// How many inputs are run together. Where a network takes batches of a fixed size, repetitions would count twice:
    /// that is right only of one input alone.
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
