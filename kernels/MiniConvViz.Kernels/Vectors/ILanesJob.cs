namespace MiniConvViz.Kernels;

/// <summary>
/// An <see cref="ICpuJob"/> whose pieces are computed lane by lane: written over any vector, and compiled for the width
/// that <see cref="LaneForms.For{TJob}"/> is told to use.
/// </summary>
internal interface ILanesJob
{
    /// <summary>Does one piece, as <see cref="ICpuJob.Run"/>.</summary>
    /// <typeparam name="TLanes">What the vectors can do.</typeparam>
    /// <typeparam name="TVector">The vectors.</typeparam>
    void Run<TLanes, TVector>(int index, int worker, CpuWorkers workers)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged;
}
