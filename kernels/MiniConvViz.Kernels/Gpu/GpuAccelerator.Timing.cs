using System.Diagnostics;
using ILGPU.Runtime;

namespace MiniConvViz.Kernels;

/// <content>
/// Timing. A kernel takes tens of microseconds and a wait about as long, so that waiting after each launch would
/// measure the wait. CUDA notes the time of an event when it reaches it, and the host waits once, at the end. OpenCL's
/// queues would have to be made for profiling, and ILGPU waits for each of their events anyway.
/// </content>
internal sealed partial class GpuAccelerator
{
    /// <summary>How many launches <see cref="Time(Action)"/> puts between two marks.</summary>
    private const int TimedLaunches = 20;

    /// <summary>What takes longer is not repeated: the wait is a small part of it.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(2);

    /// <summary>Marks a moment between the requests before it and those after it.</summary>
    /// <exception cref="GpuException">The driver reports a failure, perhaps of an earlier launch.</exception>
    public GpuMark Mark()
    {
        if (!_context.Properties.EnableProfiling)
        {
            Synchronize();
            return new GpuMark(null, Stopwatch.GetTimestamp());
        }

        try
        {
            BeginRequest();
            return new GpuMark(_stream.AddProfilingMarker(), 0);
        }
        catch (AcceleratorException exception)
        {
            throw Failed("timing", exception);
        }
    }

    /// <summary>
    /// How long the device took from one mark to another; waits until it has reached both. Each mark is read once.
    /// </summary>
    /// <exception cref="GpuException">The driver reports a failure, perhaps of an earlier launch.</exception>
    public TimeSpan Between(GpuMark start, GpuMark end)
    {
        if (start.Marker is null || end.Marker is null)
        {
            return Stopwatch.GetElapsedTime(start.Timestamp, end.Timestamp);
        }

        try
        {
            BeginRequest();
            using ProfilingMarker from = start.Marker;
            using ProfilingMarker to = end.Marker;
            return to.MeasureFrom(from);
        }
        catch (AcceleratorException exception)
        {
            throw Failed("timing", exception);
        }
    }

    /// <summary>
    /// How long the device takes for what an action requests: the mean of 20 repetitions without a wait between them,
    /// or the time of one where that is long. The first run of a kernel, which compiles it, is to be made before.
    /// </summary>
    /// <exception cref="GpuException">The driver reports a failure, perhaps of an earlier launch.</exception>
    public TimeSpan Time(Action launch)
    {
        TimeSpan once = Time(launch, 1);
        return once > Long ? once : Time(launch, TimedLaunches) / TimedLaunches;
    }

    private TimeSpan Time(Action launch, int launches)
    {
        Synchronize();
        GpuMark start = Mark();
        for (int i = 0; i < launches; i++)
        {
            launch();
        }

        return Between(start, Mark());
    }
}
