using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Spectre.Console;

namespace MiniConvViz.Cli;

/// <summary>
/// Shows a progress bar on stderr within a second, for work that takes longer and only in a terminal.
/// </summary>
internal static class ProgressDisplay
{
    private const string ShowCursor = "\u001b[?25h";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.5);

    private static readonly PosixSignal[] EndingSignals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    /// <summary>Does work that reports no progress.</summary>
    /// <param name="doing">What is being done: reading resnet18.pth.</param>
    /// <param name="work">The work.</param>
    public static T Run<T>(string doing, Func<T> work) => Run(new UnmeasuredWork(doing), work);

    /// <summary>Does work that reports its progress.</summary>
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

    /// <summary>The bar hides the cursor; a signal that ends the program (Ctrl-C) shows it again first.</summary>
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

        // The signal is not cancelled, so that it ends the program as by default.
        static void GiveCursorBack(PosixSignalContext signal) => Console.Error.WriteLine(ShowCursor);
    }

    private static void Show(IProgressSource progress, Task task)
    {
        long start = Stopwatch.GetTimestamp();
        int before = progress.Images ?? 0;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        ProgressColumn[] columns = progress.IsMeasured
            ? [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()]
            : [new SpinnerColumn(), new TaskDescriptionColumn(), new ElapsedTimeColumn()];
        console.Progress().AutoClear(true).Columns(columns).Start(context =>
        {
            ProgressTask bar = context.AddTask(
                Describe(progress, before, TimeSpan.Zero), maxValue: Math.Max(progress.Total, 1));
            while (Task.WaitAny([task], millisecondsTimeout: 100) < 0)
            {
                bar.MaxValue = Math.Max(progress.Total, 1);
                bar.Value = progress.Done;
                bar.Description = Describe(progress, before, Stopwatch.GetElapsedTime(start));
            }
        });
    }

    /// <summary>The number of finished images and their rate.</summary>
    private static string Describe(IProgressSource progress, int before, TimeSpan elapsed) =>
        progress.Images is > 1 and int done
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{progress.Doing}, {done} images, {(done - before) / Math.Max(elapsed.TotalSeconds, 1e-3):F1}/s")
            : Markup.Escape(PrintableText.Of(progress.Doing));
}
