using MiniConvViz.Kernels;
using MiniConvViz.Networks;

namespace MiniConvViz.Execution;

/// <summary>
/// Turns the exceptions of the kernels' layer into those of the engine, which name the node that a run has reached.
/// </summary>
internal sealed class GpuFailures
{
    private DeviceException? _failure;

    /// <summary>The node of the latest step that was requested; null before the first step of a run.</summary>
    public Node? Reached { get; set; }

    /// <summary>
    /// Runs a request that waits for the steps so far: only then does a GPU report that one of them failed.
    /// </summary>
    public void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (GpuException problem)
        {
            throw Of(problem, Reached is null ? "input: " : $"{Reached} or a node before it: ");
        }
    }

    /// <summary>Reserves memory of the device.</summary>
    /// <param name="prepare">Reserves it.</param>
    /// <param name="what">What it is for, as the start of a message.</param>
    public void Reserve(Action prepare, string what)
    {
        try
        {
            prepare();
        }
        catch (GpuException problem)
        {
            throw Of(problem, what);
        }
    }

    /// <summary>
    /// Turns an exception of the kernels' layer into one of the engine; a repeated one into the same exception.
    /// </summary>
    public DeviceException Of(GpuException problem, string where) => _failure = new DeviceException(
        _failure?.InnerException == problem ? _failure.Message : where + problem.Message, problem);
}
