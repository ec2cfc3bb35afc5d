using Spectre.Console;

namespace MiniConvViz.Cli;

/// <summary>
/// Shows a progress bar on stderr, but only for work that takes longer than a second and only to a person.
/// </summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static T Run<T>(IProgressSource progress, Func<T> work)
    {
        if (Console.IsErrorRedirected)
        {
            return work();
        }

        Task<T> task = Task.Run(work);
        Task.WaitAny([task], Patience);
        if (!task.IsCompleted)
        {
            Show(progress, task);
        }

        return task.GetAwaiter().GetResult();
    }

    private static void Show(IProgressSource progress, Task task)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        console.Progress().AutoClear(true).Start(context =>
        {
            ProgressTask bar = context.AddTask("drawing", maxValue: Math.Max(progress.Total, 1));
            while (Task.WaitAny([task], millisecondsTimeout: 100) < 0)
            {
                bar.MaxValue = Math.Max(progress.Total, 1);
                bar.Value = progress.Done;
            }
        });
    }
}
