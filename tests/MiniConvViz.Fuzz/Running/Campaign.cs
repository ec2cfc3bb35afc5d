using System.Diagnostics;
using MiniConvViz.Fuzz.Coverage;
using MiniConvViz.Fuzz.Targets;

namespace MiniConvViz.Fuzz.Running;

/// <summary>
/// Fuzzes one format with several workers. A worker that ends early, or hangs, leaves its input in its
/// <see cref="FlightRecorder"/>: that is a finding, and another worker continues.
/// </summary>
internal sealed class Campaign(FuzzOptions options, string format, TimeSpan time, InstrumentedCopy copy)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private readonly ITarget _target = AllTargets.Find(format);

    /// <summary>Fuzzes, with a line on stdout every ten seconds.</summary>
    public CampaignSummary Run()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("miniconvviz-fuzz-");
        Stopwatch clock = Stopwatch.StartNew();
        FindingFolder findings = new(options.Findings, _target);
        WorkerProcess[] workers =
        [
            .. Enumerable.Range(0, options.Workers).Select(index => new WorkerProcess(
                copy.Program,
                left => options.ForWorker(format, left, index, Path.Combine(folder.FullName, $"{index}")),
                Path.Combine(folder.FullName, $"{index}"))),
        ];
        try
        {
            Array.ForEach(workers, worker => worker.Start(time));
            TimeSpan nextLine = BetweenLines;
            while (workers.Any(worker => worker.IsRunning))
            {
                Thread.Sleep(BetweenLooks);
                foreach (WorkerProcess worker in workers)
                {
                    Attend(worker, findings, time - clock.Elapsed);
                }

                if (clock.Elapsed > nextLine)
                {
                    nextLine += BetweenLines;
                    Console.WriteLine(Summary(workers, findings, clock.Elapsed));
                }
            }

            return Summary(workers, findings, clock.Elapsed);
        }
        finally
        {
            Array.ForEach(workers, worker => worker.Dispose());
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Records how a worker ended, and starts it again if it was not done.</summary>
    private static void Attend(WorkerProcess worker, FindingFolder findings, TimeSpan left)
    {
        if (worker.Fault() is Finding fault)
        {
            findings.Add(fault, worker.Recorder.Input);
            worker.SkipInput();
            if (left > TimeSpan.Zero)
            {
                worker.Start(left);
            }
        }
    }

    private CampaignSummary Summary(WorkerProcess[] workers, FindingFolder findings, TimeSpan elapsed)
    {
        long runs = workers.Sum(worker => worker.Recorder.Runs);
        return new CampaignSummary(
            format,
            runs,
            workers.Sum(worker => worker.Recorder.Read),
            Math.Round(elapsed.TotalSeconds, 1),
            Math.Round(runs / Math.Max(1e-3, elapsed.TotalSeconds), 1),
            workers.Max(worker => worker.Recorder.Edges),
            workers.Max(worker => worker.Recorder.Kept),
            workers.Sum(worker => worker.Restarts),
            findings.Count());
    }
}
