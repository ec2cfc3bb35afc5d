namespace MiniConvViz.Cli;

/// <summary>
/// The pictures of one batch, drawn in the background by all cores: each as soon as it is added, or all of them once
/// the network has run.
/// </summary>
/// <param name="startAtOnce">Whether a picture is drawn as soon as it is added.</param>
/// <param name="stop">Cancels all pictures that are not begun.</param>
internal sealed class DrawingTasks(bool startAtOnce, CancellationToken stop)
{
    private readonly List<Action> _waiting = [];
    private readonly List<Task> _started = [];

    /// <summary>Adds a picture.</summary>
    /// <param name="draw">Draws it, on any thread.</param>
    public void Add(Action draw)
    {
        if (startAtOnce)
        {
            _started.Add(Task.Run(DrawUnlessStopped));
        }
        else
        {
            _waiting.Add(DrawUnlessStopped);
        }

        void DrawUnlessStopped()
        {
            stop.ThrowIfCancellationRequested();
            draw();
        }
    }

    /// <summary>Starts the pictures that are not begun, and waits for all of them.</summary>
    /// <exception cref="OperationCanceledException">Drawing was stopped.</exception>
    public void Complete()
    {
        _started.AddRange(_waiting.Select(Task.Run));
        Task.WhenAll(_started).GetAwaiter().GetResult();
    }

    /// <summary>Waits until the pictures that are being drawn are complete or have failed; starts no others.</summary>
    public void WaitForStarted() =>
        Task.WhenAll(_started).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
}
