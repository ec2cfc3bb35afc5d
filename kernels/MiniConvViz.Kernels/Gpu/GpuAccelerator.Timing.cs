using System.Diagnostics;
using ILGPU.Runtime;

namespace MiniConvViz.Kernels;

/// <content>
/// Timing. A kernel takes tens of microseconds and a synchronization about as long, so that synchronizing after each
/// launch would measure the synchronization. On CUDA the device records the time of an event, and the host waits
/// once, at the end. OpenCL's queues would have to be created for profiling, and ILGPU waits for each of their events
/// anyway.
/// </content>
internal sealed partial class GpuAccelerator
{
    /// <summary>How many launches <see cref="Time(Action)"/> puts between two marks.</summary>
    private const int TimedLaunches = 20;

    /// <summary>
    /// Launches that take longer are not repeated: the synchronization is a small part of their time.
    /// </summary>
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(2);

    /// <summary>Records a mark between the work queued before it and the work queued after it.</summary>
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
    /// The time of the device from one mark to another; waits until it has reached both. Each mark can be read once.
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
    /// The time of the device for the work that an action queues: the mean of 20 repetitions without synchronization
    /// between them, or the time of one if that is long. A kernel must have run before, as its first run compiles it.
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
