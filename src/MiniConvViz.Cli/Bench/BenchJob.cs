using System.Diagnostics;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>Runs a network again and again and keeps the times.</summary>
internal sealed class BenchJob(Network network, Device device, IReadOnlyList<Shape> shapes)
{
    private const int FewestWarmUps = 3;

    /// <summary>Long enough for the JIT compiler to have replaced its first, hasty code.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    private readonly List<TimeSpan> _runs = [];
    private readonly Dictionary<(Node Last, string Algorithm), List<StepTime>> _steps = [];

    /// <summary>How many runs are counted.</summary>
    public required int Runs { get; init; }

    /// <summary>The nodes that are kept in each run.</summary>
    public required IReadOnlyList<Node> Tapped { get; init; }

    /// <summary>Whether every step is timed by itself, in further runs.</summary>
    public required bool PerNode { get; init; }

    /// <summary>Whether a GPU's forms are timed before the runs.</summary>
    public required bool Tune { get; init; }

    /// <summary>Whether a CUDA device may be given each run as one graph.</summary>
    public required bool AllowsGraphs { get; init; }

    /// <summary>Why the counted runs were not graphs; null where they were.</summary>
    public string? GraphProblem { get; private set; }

    /// <inheritdoc cref="Session.Exact"/>
    public required bool Exact { get; init; }

    public Network Network => network;

    public Device Device => device;

    public IReadOnlyList<Shape> Shapes => shapes;

    /// <summary>How long each counted run took.</summary>
    public IReadOnlyList<TimeSpan> Times => _runs;

    /// <summary>Each step of a run in order, with its times; empty without <see cref="PerNode"/>.</summary>
    public IEnumerable<IReadOnlyList<StepTime>> Steps => _steps.Values;

    /// <summary>The layers whose forms were timed; empty without <see cref="Tune"/>.</summary>
    public IReadOnlyList<TunedLayer> TunedLayers { get; private set; } = [];

    public void Run()
    {
        Random random = new(1);
        Tensor[] inputs = [.. shapes.Select(shape => RandomInput(shape, random))];
        using Session session = new(network, device) { AllowsGraphs = AllowsGraphs, Exact = Exact };
        using Tap tap = session.Tap(Tapped);
        if (Tune)
        {
            TunedLayers = session.Tune(inputs);
            tap.Recycle();
        }

        for (long start = Stopwatch.GetTimestamp(), run = 0;
            run < FewestWarmUps || Stopwatch.GetElapsedTime(start) < WarmUp;
            run++)
        {
            session.Run(inputs);
            tap.Recycle();
        }

        for (int run = 0; run < Runs; run++)
        {
            long start = Stopwatch.GetTimestamp();
            session.Run(inputs);
            _runs.Add(Stopwatch.GetElapsedTime(start));
            tap.Recycle();
        }

        GraphProblem = session.GraphProblem;
        if (PerNode)
        {
            session.StepTimed += Keep;
            for (int run = 0; run < Runs; run++)
            {
                session.Run(inputs);
                tap.Recycle();
            }
        }
    }

    private void Keep(StepTime step)
    {
        (Node, string) key = (step.Nodes[^1], step.Algorithm);
        if (!_steps.TryGetValue(key, out List<StepTime>? times))
        {
            _steps.Add(key, times = []);
        }

        times.Add(step);
    }

    /// <summary>Numbers as a normalised picture has them: between -2 and 2.</summary>
    private static Tensor RandomInput(Shape shape, Random random)
    {
        Tensor input = new(shape);
        foreach (ref float value in input.Values)
        {
            value = (random.NextSingle() * 4f) - 2f;
        }

        return input;
    }
}
