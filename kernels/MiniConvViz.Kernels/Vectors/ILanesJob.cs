namespace MiniConvViz.Kernels;

/// <summary>
/// An <see cref="ICpuJob"/> whose pieces are computed lane by lane: generic over the vector type, and compiled for
/// the width with which <see cref="LaneForms.For{TJob}"/> is called.
/// </summary>
internal interface ILanesJob
{
    /// <summary>Does one piece, as <see cref="ICpuJob.Run"/>.</summary>
    /// <typeparam name="TLanes">The operations of the vectors.</typeparam>
    /// <typeparam name="TVector">The vectors.</typeparam>
    void Run<TLanes, TVector>(int index, int worker, CpuWorkers workers)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged;
}
