namespace MiniConvViz.Steps;

/// <summary>One form in which a GPU can compute a step of a plan: a kernel and its arguments.</summary>
/// <param name="Name">Its name in <c>bench --per-node</c>; empty where there is no other form.</param>
/// <param name="Kernel">The kernel that it launches, of the operator's own enumeration, by which a device excludes it;
/// null where there is no other form.</param>
/// <param name="Run">Launches it.</param>
internal sealed record GpuForm(string Name, Enum? Kernel, Action<GpuCall> Run)
{
    /// <summary>The step is computed by host code, between a download and an upload.</summary>
    public bool RunsOnHost { get; init; }
}
