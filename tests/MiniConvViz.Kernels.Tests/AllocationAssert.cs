namespace MiniConvViz.Kernels.Tests;

/// <summary>Checks of the allocations of the calling thread.</summary>
internal static class AllocationAssert
{
    private const int Calls = 8;

    /// <summary>
    /// Fails if every call after the first allocates. The runtime itself may allocate on our thread, when a lock is
    /// contended for the first time, so the minimum over several calls is checked: a kernel that allocates does so in
    /// all.
    /// </summary>
    public static void SecondCallAllocatesNothing(Action call, string parameters = "")
    {
        if (KernelBounds.AreChecked)
        {
            Assert.Ignore("the checks of the checked build allocate");
        }

        call();
        long least = long.MaxValue;
        for (int i = 0; i < Calls; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.That(least, Is.Zero, $"bytes allocated by every call, {parameters}");
    }
}
