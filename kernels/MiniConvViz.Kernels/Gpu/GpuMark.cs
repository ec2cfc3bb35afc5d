using ILGPU.Runtime;

namespace MiniConvViz.Kernels;

/// <summary>
/// A moment in the order of a device's requests (<see cref="GpuAccelerator.Mark"/>): what was requested before lies
/// before it. On CUDA it is an event, whose time the device itself notes; elsewhere the host's time after a wait.
/// </summary>
internal readonly struct GpuMark
{
    internal GpuMark(ProfilingMarker? marker, long timestamp) => (Marker, Timestamp) = (marker, timestamp);

    /// <summary>The event; null where the host's time is taken.</summary>
    internal ProfilingMarker? Marker { get; }

    /// <summary>The host's time, in ticks of the stopwatch.</summary>
    internal long Timestamp { get; }
}
