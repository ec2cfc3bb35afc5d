namespace MiniConvViz.Kernels;

/// <summary>Whether kernels check the bounds of their reads and writes.</summary>
internal static class KernelBounds
{
    /// <summary>
    /// True in the checked build (<c>-p:CheckedKernels=true</c>), where each read and write through a pointer is
    /// checked and one that leaves its memory throws a <see cref="KernelBoundsException"/>.
    /// </summary>
#if CHECKED_KERNELS
    public static bool AreChecked => true;
#else
    public static bool AreChecked => false;
#endif
}
