namespace MiniConvViz.Kernels;

/// <summary>
/// Work that is cut into numbered pieces: <see cref="CpuWorkers.For{TJob}"/> calls <see cref="Run"/> once for every
/// index, from several threads at once and in unspecified order.
/// </summary>
/// <remarks>
/// A job is a plain struct of sizes and pointers, so that passing it to the workers allocates nothing. It throws
/// nothing, and it never calls <see cref="CpuWorkers.For{TJob}"/> itself.
/// </remarks>
internal interface ICpuJob
{
    /// <summary>Does one piece.</summary>
    /// <param name="index">Which piece: 0 to count - 1.</param>
    /// <param name="worker">
    /// The index of the worker: 0 (the calling thread) to Threads - 1; selects the scratch memory.
    /// </param>
    /// <param name="workers">The workers that run the job, for their scratch memory.</param>
    void Run(int index, int worker, CpuWorkers workers);
}
