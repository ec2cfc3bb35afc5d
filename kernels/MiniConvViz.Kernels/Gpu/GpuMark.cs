using ILGPU.Runtime;

namespace MiniConvViz.Kernels;

/// <summary>
/// A mark in the queue of a device (<see cref="GpuAccelerator.Mark"/>), after all work that was queued before it. On
/// CUDA it is an event, whose time the device records; elsewhere the host's time after a synchronization.
/// </summary>
internal readonly struct GpuMark
{
    internal GpuMark(ProfilingMarker? marker, long timestamp) => (Marker, Timestamp) = (marker, timestamp);

    /// <summary>The event; null if the host's time is used.</summary>
    internal ProfilingMarker? Marker { get; }

    /// <summary>The host's time, in ticks of the stopwatch.</summary>
    internal long Timestamp { get; }
}
