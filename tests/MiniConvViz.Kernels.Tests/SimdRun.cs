namespace MiniConvViz.Kernels.Tests;

/// <summary>Runs one CPU kernel in the ways that every CPU kernel is tested.</summary>
internal static class SimdRun
{
    /// <summary>A kernel with its operands bound, which fills an output.</summary>
    public delegate void Kernel(CpuWorkers workers, float[] output);

    /// <summary>The output; elements that the kernel fails to write stay -12345.</summary>
    public static float[] Output(int threads, int length, Kernel kernel)
    {
        using CpuWorkers workers = new(threads);
        return Output(workers, length, kernel);
    }

    /// <inheritdoc cref="Output(int, int, Kernel)"/>
    public static float[] Output(CpuWorkers workers, int length, Kernel kernel)
    {
        float[] output = new float[length];
        Array.Fill(output, -12345f);
        kernel(workers, output);
        return output;
    }

    /// <summary>The output has the same bits whatever the number of threads.</summary>
    public static void AssertThreadsChangeNothing(int length, Kernel kernel, string parameters)
    {
        float[] expected = Output(1, length, kernel);
        foreach (int threads in new[] { 2, 3, 7 })
        {
            FloatsAssert.Exact(expected, Output(threads, length, kernel), $"{parameters}, {threads} threads");
        }
    }

    /// <summary>
    /// A call allocates nothing once the workers' memory has grown. The runtime itself allocates when a thread waits
    /// for the first time, at any time; a kernel that allocates does so in every round.
    /// </summary>
    public static void AssertSecondCallAllocatesNothing(int length, Kernel kernel)
    {
        using CpuWorkers workers = new(2);
        float[] output = new float[length];
        AllocationAssert.SecondCallAllocatesNothing(() => kernel(workers, output));
    }
}
