namespace MiniConvViz.Steps;

/// <summary>One way in which a GPU can compute a step of a plan.</summary>
/// <param name="Name">What <c>bench --per-node</c> calls it; empty where there is no other.</param>
/// <param name="Kernel">Which kernel it launches, of the operator's own enumeration: what a device excludes; null where
/// there is no other.</param>
/// <param name="Run">Launches it.</param>
internal sealed record GpuForm(string Name, Enum? Kernel, Action<GpuCall> Run)
{
    /// <summary>The step is computed by host code, between a download and an upload.</summary>
    public bool RunsOnHost { get; init; }
}
