namespace MiniConvViz.Kernels;

/// <summary>
/// Work that can be cut into numbered pieces: <see cref="CpuWorkers.For{TJob}"/> calls <see cref="Run"/> once for every
/// index, from several threads at once and in no promised order.
/// </summary>
/// <remarks>
/// A job is a plain struct of sizes and pointers, so that handing it to the workers allocates nothing. It throws
/// nothing, and it never calls <see cref="CpuWorkers.For{TJob}"/> itself.
/// </remarks>
internal interface ICpuJob
{
    /// <summary>Does one piece.</summary>
    /// <param name="index">Which piece: 0 to count - 1.</param>
    /// <param name="worker">Who does it: 0 (the calling thread) to Threads - 1; picks the scratch memory.</param>
    /// <param name="workers">The workers that run the job, for their scratch memory.</param>
    void Run(int index, int worker, CpuWorkers workers);
}
