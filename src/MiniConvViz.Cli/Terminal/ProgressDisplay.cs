using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Spectre.Console;

namespace MiniConvViz.Cli;

/// <summary>
/// Shows a progress bar on stderr, but only for work that takes longer than a second and only to a person.
/// </summary>
internal static class ProgressDisplay
{
    private const string ShowCursor = "\u001b[?25h";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly PosixSignal[] EndingSignals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    public static T Run<T>(IProgressSource progress, Func<T> work)
    {
        if (Console.IsErrorRedirected)
        {
            return work();
        }

        Task<T> task = Task.Factory.StartNew(
            work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task.WaitAny([task], Patience);
        if (!task.IsCompleted)
        {
            ShowUntilSignal(progress, task);
        }

        return task.GetAwaiter().GetResult();
    }

    /// <summary>The bar hides the cursor: who ends the program meanwhile (Ctrl-C) gets it back.</summary>
    private static void ShowUntilSignal(IProgressSource progress, Task task)
    {
        PosixSignalRegistration[] registrations =
            [.. EndingSignals.Select(signal => PosixSignalRegistration.Create(signal, GiveCursorBack))];
        try
        {
            Show(progress, task);
        }
        finally
        {
            Array.ForEach(registrations, registration => registration.Dispose());
        }

        // The signal goes on to do what it does without us: end the program.
        static void GiveCursorBack(PosixSignalContext signal) => Console.Error.WriteLine(ShowCursor);
    }

    private static void Show(IProgressSource progress, Task task)
    {
        long start = Stopwatch.GetTimestamp();
        int before = progress.Images ?? 0;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        ProgressColumn[] columns =
            [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()];
        console.Progress().AutoClear(true).Columns(columns).Start(context =>
        {
            ProgressTask bar = context.AddTask(progress.Doing, maxValue: Math.Max(progress.Total, 1));
            while (Task.WaitAny([task], millisecondsTimeout: 100) < 0)
            {
                bar.MaxValue = Math.Max(progress.Total, 1);
                bar.Value = progress.Done;
                bar.Description = Describe(progress, before, Stopwatch.GetElapsedTime(start));
            }
        });
    }

    /// <summary>How many images, and how fast they come.</summary>
    private static string Describe(IProgressSource progress, int before, TimeSpan elapsed) =>
        progress.Images is > 1 and int done
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{progress.Doing}, {done} images, {(done - before) / elapsed.TotalSeconds:F1}/s")
            : progress.Doing;
}
