namespace MiniConvViz.Kernels;

/// <summary>
/// Marks a kernel with thread blocks (ILGPU calls them groups): their threads use shared memory and barriers. Such a
/// kernel has no index parameter; <c>Grid.IdxX</c> is the index of its block and <c>Group.IdxX</c> that of the thread
/// in the block. It is launched by <c>GpuAccelerator.LaunchGroups</c>, which refuses kernels without this attribute.
/// The tests find all such kernels by it.
/// </summary>
/// <param name="threads">Threads of a block.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GpuGroupAttribute(int threads) : Attribute
{
    public int Threads { get; } = threads;

    /// <summary>
    /// The occupancy to reach: how many blocks must fit on a multiprocessor at least, so that others hide the latency
    /// of one. The assembler limits the registers of a thread accordingly. 0 sets no limit.
    /// </summary>
    public int GroupsPerMultiprocessor { get; init; }
}
