namespace MiniConvViz.Kernels;

/// <summary>
/// Marks a kernel whose threads work in groups: they share memory and wait for each other. Such a kernel has no index
/// among its parameters; it asks <c>Grid.IdxX</c> for its group and <c>Group.IdxX</c> for its place there. It is
/// launched by <c>GpuAccelerator.LaunchGroups</c>, which refuses kernels without this mark, and that is how the
/// tests find every one of them.
/// </summary>
/// <param name="threads">How many threads a group has.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GpuGroupAttribute(int threads) : Attribute
{
    public int Threads { get; } = threads;

    /// <summary>
    /// How many groups shall fit on a multiprocessor at least, so that one works while another waits: the assembler
    /// then gives a thread only as many registers as that leaves. 0 lets it decide.
    /// </summary>
    public int GroupsPerMultiprocessor { get; init; }
}
