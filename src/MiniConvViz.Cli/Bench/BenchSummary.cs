using System.Diagnostics;
using System.Text.Json.Serialization;
using MiniConvViz.Execution;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli;

/// <summary>
/// The output of <c>bench</c>, as a table or as JSON. The peak of memory is the whole process's, weights and program
/// included; the steps are null unless they were timed. The launch is how the kernels were launched on CUDA; it is
/// null for other devices.
/// </summary>
internal sealed record BenchSummary(
    string Model,
    string Device,
    int[][] Inputs,
    int TappedNodes,
    int Runs,
    double MedianMilliseconds,
    double MinimumMilliseconds,
    long MultiplyAdds,
    double GigaflopsPerSecond,
    long PeakMemoryBytes,
    string? Launch,
    IReadOnlyList<TimedStep>? Steps,
    IReadOnlyList<TunedLayerTimes>? TunedLayers,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MissingNode>? Missing)
{
    public static BenchSummary Of(BenchJob job)
    {
        long[] multiplyAdds = job.Network.MultiplyAdds(job.Shapes);
        double median = Median(job.Times);
        using Process process = Process.GetCurrentProcess();
        return new BenchSummary(
            job.Network.Name,
            job.Device.ToString(),
            [.. job.Shapes.Select(shape => shape.Extents.ToArray())],
            job.Tapped.Count,
            job.Times.Count,
            median,
            job.Times.Min().TotalMilliseconds,
            multiplyAdds.Sum(),
            Gigaflops(multiplyAdds.Sum(), median),
            Math.Max(process.PeakWorkingSet64, process.WorkingSet64), // macOS remembers no peak
            job.Device.Name != "cuda" ? null
                : job.GraphProblem is string problem ? $"kernel by kernel ({problem})"
                : "one graph per run",
            job.Steps.Any() ? StepsOf(job, multiplyAdds) : null,
            job.Tune ? [.. job.TunedLayers.Select(TunedLayerTimes.Of)] : null,
            MissingNodes.OrNull(job.Network));
    }

    private static TimedStep[] StepsOf(BenchJob job, long[] multiplyAdds)
    {
        (StepTime Step, double Median)[] steps =
        [
            .. job.Steps.Select(times => (times[0], Median([.. times.Select(time => time.Elapsed)]))),
        ];
        double total = steps.Sum(step => step.Median);
        return
        [
            .. steps.Select(timed =>
            {
                IReadOnlyList<Node> nodes = timed.Step.Nodes;
                bool computes = !timed.Step.ChangesLayout;
                long work = computes ? nodes.Sum(node => multiplyAdds[node.Index]) : 0;
                return new TimedStep(
                    [.. nodes.Select(node => node.Name)],
                    computes ? string.Join(" + ", nodes.Select(node => node.Operator.Kind)) : "layout",
                    timed.Step.Algorithm,
                    timed.Median,
                    timed.Median / total,
                    work,
                    Gigaflops(work, timed.Median));
            }),
        ];
    }

    private static double Median(IReadOnlyList<TimeSpan> times)
    {
        double[] sorted = [.. times.Select(time => time.TotalMilliseconds).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2.0;
    }

    /// <summary>A multiply-add is two operations.</summary>
    private static double Gigaflops(long multiplyAdds, double milliseconds) =>
        milliseconds > 0.0 ? 2.0 * multiplyAdds / (milliseconds * 1e6) : 0.0;
}

/// <summary>One step of a run: a node, or several nodes that are computed together.</summary>
/// <param name="Nodes">Their names, in order.</param>
/// <param name="Operator">Their operators: <c>Conv2d + BatchNorm2d + ReLU</c>; <c>layout</c> where the step only
/// changes the layout.</param>
/// <param name="Algorithm">The algorithm, where the device has several; otherwise empty.</param>
/// <param name="MedianMilliseconds">The median of its times.</param>
/// <param name="Share">Its share of the sum of all steps' medians, from 0 to 1.</param>
/// <param name="MultiplyAdds">Those of all its nodes.</param>
/// <param name="GigaflopsPerSecond">Two operations per multiply-add, over the median.</param>
internal sealed record TimedStep(
    IReadOnlyList<string> Nodes,
    string Operator,
    string Algorithm,
    double MedianMilliseconds,
    double Share,
    long MultiplyAdds,
    double GigaflopsPerSecond);

/// <summary>Writes summaries without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BenchSummary))]
internal sealed partial class BenchSummaryJson : JsonSerializerContext;
