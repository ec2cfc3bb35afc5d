using System.Diagnostics;
using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>Runs a network repeatedly and records the times.</summary>
internal sealed class BenchJob(Network network, Device device, IReadOnlyList<Shape> shapes) : IProgressSource
{
    private const int FewestWarmUps = 3;

    /// <summary>Long enough for the JIT compiler to replace its first, unoptimised code.</summary>
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(1);

    private readonly List<TimeSpan> _runs = [];
    private readonly Dictionary<(Node Last, string Algorithm), List<StepTime>> _steps = [];

    /// <summary>The number of counted runs.</summary>
    public required int Runs { get; init; }

    /// <summary>The nodes that are kept in each run.</summary>
    public required IReadOnlyList<Node> Tapped { get; init; }

    /// <summary>Whether every step is timed separately, in further runs.</summary>
    public required bool PerNode { get; init; }

    /// <summary>Whether a GPU's forms are timed before the runs.</summary>
    public required bool Tune { get; init; }

    /// <summary>Whether a CUDA device may launch each run as one graph.</summary>
    public required bool AllowsGraphs { get; init; }

    /// <summary>Why the counted runs were not launched as graphs; null where they were.</summary>
    public string? GraphProblem { get; private set; }

    /// <inheritdoc cref="Session.Exact"/>
    public required bool Exact { get; init; }

    /// <summary>Stops the job at the network's next step; the runs before it count.</summary>
    public CancellationToken Stop { get; init; }

    public string Doing { get; private set; } = "warming up";

    /// <summary>Finished runs, those that are timed step by step included.</summary>
    public int Done { get; private set; }

    public int Total => PerNode ? 2 * Runs : Runs;

    public Network Network => network;

    public Device Device => device;

    public IReadOnlyList<Shape> Shapes => shapes;

    /// <summary>The time of each counted run.</summary>
    public IReadOnlyList<TimeSpan> Times => _runs;

    /// <summary>Each step of a run in order, with its times; empty without <see cref="PerNode"/>.</summary>
    public IEnumerable<IReadOnlyList<StepTime>> Steps => _steps.Values;

    /// <summary>The layers whose forms were timed; empty without <see cref="Tune"/>.</summary>
    public IReadOnlyList<TunedLayer> TunedLayers { get; private set; } = [];

    /// <summary>Runs all, or until <see cref="Stop"/>.</summary>
    public bool Run()
    {
        try
        {
            RunAll();
            return true;
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private void RunAll()
    {
        Random random = new(1);
        Tensor[] inputs = [.. shapes.Select(shape => RandomInput(shape, random))];
        using Session session = new(network, device) { AllowsGraphs = AllowsGraphs, Exact = Exact, Stop = Stop };
        using Tap tap = session.Tap(Tapped);
        if (Tune)
        {
            Doing = "tuning";
            TunedLayers = session.Tune(inputs);
            tap.Recycle();
            Doing = "warming up";
        }

        WarmUp(session, tap, inputs);
        Doing = "timing";
        Time(session, tap, inputs);
        GraphProblem = session.GraphProblem;
        if (PerNode)
        {
            session.StepTimed += Keep;
            for (int run = 0; run < Runs; run++, Done++)
            {
                session.Run(inputs);
                tap.Recycle();
            }
        }
    }

    private static void WarmUp(Session session, Tap tap, Tensor[] inputs)
    {
        for (long start = Stopwatch.GetTimestamp(), run = 0;
            run < FewestWarmUps || Stopwatch.GetElapsedTime(start) < WarmUpTime;
            run++)
        {
            session.Run(inputs);
            tap.Recycle();
        }
    }

    private void Time(Session session, Tap tap, Tensor[] inputs)
    {
        for (; Done < Runs; Done++)
        {
            long start = Stopwatch.GetTimestamp();
            session.Run(inputs);
            _runs.Add(Stopwatch.GetElapsedTime(start));
            tap.Recycle();
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

    /// <summary>Random values in the range of a normalised image: -2 to 2.</summary>
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
