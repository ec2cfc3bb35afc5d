namespace MiniConvViz.Kernels.Tests;

/// <summary>Reads or writes one vector at an offset.</summary>
internal unsafe struct OneAccess : ILanesJob
{
    public float* Shared;
    public int Place;
    public bool IsWrite;

    /// <inheritdoc/>
    public readonly void Run<TLanes, TVector>(int index, int worker, CpuWorkers workers)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        if (IsWrite)
        {
            TLanes.Store(TLanes.Create(0f), Shared + Place);
        }
        else
        {
            TLanes.Load(Shared + Place);
        }
    }
}
