using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace MiniConvViz.Tests;

/// <summary>
/// One Python process that has imported PyTorch and forks for every script (tests/python/fork_server.py). The import
/// takes longer than most scripts, and more than a hundred tests need it. Scripts do not share state.
/// </summary>
internal sealed class PythonServer
{
    private static readonly Lazy<PythonServer?> Lazily = new(Start);

    private readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _runs = new();
    private readonly StreamWriter _requests;
    private int _count;

    private PythonServer(Process process)
    {
        _requests = process.StandardInput;
        Thread replies = new(() => ReadReplies(process.StandardOutput)) { IsBackground = true };
        replies.Start();
    }

    /// <summary>The process, started when it is first needed; null where Python or PyTorch is missing.</summary>
    public static PythonServer? Instance => Lazily.Value;

    /// <summary>Runs a script: its path and arguments, or <c>-c</c>, a text and arguments.</summary>
    public async Task<PythonOutcome> Run(IEnumerable<string> arguments)
    {
        string output = Path.GetTempFileName();
        string error = Path.GetTempFileName();
        try
        {
            int exitCode = await Request(arguments, output, error);
            return new PythonOutcome(
                exitCode, await File.ReadAllTextAsync(output), await File.ReadAllTextAsync(error));
        }
        finally
        {
            File.Delete(output);
            File.Delete(error);
        }
    }

    private static PythonServer? Start()
    {
        if (!File.Exists(SystemPython.Program))
        {
            return null;
        }

        ProcessStartInfo start = new(SystemPython.Program, [RepositoryFiles.Get("tests", "python", "fork_server.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync();
        return process.StandardOutput.ReadLine() == "ready" ? new PythonServer(process) : null;
    }

    private Task<int> Request(IEnumerable<string> arguments, string output, string error)
    {
        // The continuation must not run on the thread that reads replies.
        TaskCompletionSource<int> run = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int id = Interlocked.Increment(ref _count);
        _runs[id] = run;
        string line = JsonSerializer.Serialize(new { id, arguments, stdout = output, stderr = error });
        lock (_requests)
        {
            _requests.WriteLine(line);
            _requests.Flush();
        }

        return run.Task;
    }

    private void ReadReplies(StreamReader replies)
    {
        while (replies.ReadLine() is string line)
        {
            string[] words = line.Split(' ');
            if (_runs.TryRemove(int.Parse(words[0]), out TaskCompletionSource<int>? run))
            {
                run.SetResult(int.Parse(words[1]));
            }
        }

        foreach (TaskCompletionSource<int> run in _runs.Values)
        {
            run.TrySetException(new IOException("the Python process has ended"));
        }
    }
}
