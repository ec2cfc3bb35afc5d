using System.Reflection;
using ILGPU;
using ILGPU.Runtime;

namespace MiniConvViz.Kernels;

/// <content>
/// Launching. All launches are one-dimensional, because a grid's Y and Z end at 65535 on some devices; a kernel takes
/// its index apart, outermost slowest. The overloads differ in the number of arguments alone. Kernels whose threads
/// work in groups have a launch of their own.
/// </content>
public sealed partial class GpuAccelerator
{
    /// <summary>
    /// The most threads one launch can have: launches are rounded up to whole groups, and the number of the last
    /// thread, the idle ones counted, must still be an int.
    /// </summary>
    internal const int MaxThreads = int.MaxValue - 0xFFFF;

    /// <summary>
    /// Queues <c>kernel(index, a, b, c)</c> for every index in [0, threads) and returns; 0 threads are no launch.
    /// </summary>
    /// <exception cref="GpuException">Too many threads, the kernel does not compile, or the driver refuses.</exception>
    internal void Launch<T1, T2, T3>(Action<Index1D, T1, T2, T3> kernel, long threads, T1 a, T2 b, T3 c)
        where T1 : struct
        where T2 : struct
        where T3 : struct
    {
        if (!IsLaunchable(kernel.Method, threads))
        {
            return;
        }

        try
        {
            _kernels.Launcher<Action<AcceleratorStream, Index1D, T1, T2, T3>>(kernel.Method)(
                _accelerator.DefaultStream, (int)threads, a, b, c);
        }
        catch (AcceleratorException exception)
        {
            throw Failed($"launch of {GpuKernelCache.NameOf(kernel.Method)}", exception);
        }
    }

    /// <inheritdoc cref="Launch{T1, T2, T3}"/>
    internal void Launch<T1, T2, T3, T4>(Action<Index1D, T1, T2, T3, T4> kernel, long threads, T1 a, T2 b, T3 c, T4 d)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
    {
        if (!IsLaunchable(kernel.Method, threads))
        {
            return;
        }

        try
        {
            _kernels.Launcher<Action<AcceleratorStream, Index1D, T1, T2, T3, T4>>(kernel.Method)(
                _accelerator.DefaultStream, (int)threads, a, b, c, d);
        }
        catch (AcceleratorException exception)
        {
            throw Failed($"launch of {GpuKernelCache.NameOf(kernel.Method)}", exception);
        }
    }

    /// <inheritdoc cref="Launch{T1, T2, T3}"/>
    internal void Launch<T1, T2, T3, T4, T5>(
        Action<Index1D, T1, T2, T3, T4, T5> kernel, long threads, T1 a, T2 b, T3 c, T4 d, T5 e)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct
    {
        if (!IsLaunchable(kernel.Method, threads))
        {
            return;
        }

        try
        {
            _kernels.Launcher<Action<AcceleratorStream, Index1D, T1, T2, T3, T4, T5>>(kernel.Method)(
                _accelerator.DefaultStream, (int)threads, a, b, c, d, e);
        }
        catch (AcceleratorException exception)
        {
            throw Failed($"launch of {GpuKernelCache.NameOf(kernel.Method)}", exception);
        }
    }

    /// <inheritdoc cref="Launch{T1, T2, T3}"/>
    internal void Launch<T1, T2, T3, T4, T5, T6>(
        Action<Index1D, T1, T2, T3, T4, T5, T6> kernel, long threads, T1 a, T2 b, T3 c, T4 d, T5 e, T6 f)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct
        where T6 : struct
    {
        if (!IsLaunchable(kernel.Method, threads))
        {
            return;
        }

        try
        {
            _kernels.Launcher<Action<AcceleratorStream, Index1D, T1, T2, T3, T4, T5, T6>>(kernel.Method)(
                _accelerator.DefaultStream, (int)threads, a, b, c, d, e, f);
        }
        catch (AcceleratorException exception)
        {
            throw Failed($"launch of {GpuKernelCache.NameOf(kernel.Method)}", exception);
        }
    }

    /// <inheritdoc cref="Launch{T1, T2, T3}"/>
    internal void Launch<T1, T2, T3, T4, T5, T6, T7>(
        Action<Index1D, T1, T2, T3, T4, T5, T6, T7> kernel, long threads, T1 a, T2 b, T3 c, T4 d, T5 e, T6 f, T7 g)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct
        where T6 : struct
        where T7 : struct
    {
        if (!IsLaunchable(kernel.Method, threads))
        {
            return;
        }

        try
        {
            _kernels.Launcher<Action<AcceleratorStream, Index1D, T1, T2, T3, T4, T5, T6, T7>>(kernel.Method)(
                _accelerator.DefaultStream, (int)threads, a, b, c, d, e, f, g);
        }
        catch (AcceleratorException exception)
        {
            throw Failed($"launch of {GpuKernelCache.NameOf(kernel.Method)}", exception);
        }
    }

    /// <summary>
    /// Queues a kernel that is marked with <see cref="GpuGroupAttribute"/> for so many of its groups; 0 groups are no
    /// launch.
    /// </summary>
    /// <exception cref="GpuException">Too many threads, the kernel does not compile, or the driver refuses.</exception>
    internal void LaunchGroups<T1, T2, T3, T4>(Action<T1, T2, T3, T4> kernel, long groups, T1 a, T2 b, T3 c, T4 d)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
    {
        int groupThreads = GroupThreads(kernel.Method);
        if (!IsLaunchable(kernel.Method, groups * groupThreads))
        {
            return;
        }

        try
        {
            _kernels.Launcher<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4>>(kernel.Method)(
                _accelerator.DefaultStream, new KernelConfig((int)groups, groupThreads), a, b, c, d);
        }
        catch (AcceleratorException exception)
        {
            throw Failed($"launch of {GpuKernelCache.NameOf(kernel.Method)}", exception);
        }
    }

    /// <inheritdoc cref="LaunchGroups{T1, T2, T3, T4}"/>
    internal void LaunchGroups<T1, T2, T3, T4, T5>(
        Action<T1, T2, T3, T4, T5> kernel, long groups, T1 a, T2 b, T3 c, T4 d, T5 e)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct
    {
        int groupThreads = GroupThreads(kernel.Method);
        if (!IsLaunchable(kernel.Method, groups * groupThreads))
        {
            return;
        }

        try
        {
            _kernels.Launcher<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5>>(kernel.Method)(
                _accelerator.DefaultStream, new KernelConfig((int)groups, groupThreads), a, b, c, d, e);
        }
        catch (AcceleratorException exception)
        {
            throw Failed($"launch of {GpuKernelCache.NameOf(kernel.Method)}", exception);
        }
    }

    /// <inheritdoc cref="LaunchGroups{T1, T2, T3, T4}"/>
    internal void LaunchGroups<T1, T2, T3, T4, T5, T6, T7>(
        Action<T1, T2, T3, T4, T5, T6, T7> kernel, long groups, T1 a, T2 b, T3 c, T4 d, T5 e, T6 f, T7 g)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct
        where T6 : struct
        where T7 : struct
    {
        int groupThreads = GroupThreads(kernel.Method);
        if (!IsLaunchable(kernel.Method, groups * groupThreads))
        {
            return;
        }

        try
        {
            _kernels.Launcher<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7>>(kernel.Method)(
                _accelerator.DefaultStream, new KernelConfig((int)groups, groupThreads), a, b, c, d, e, f, g);
        }
        catch (AcceleratorException exception)
        {
            throw Failed($"launch of {GpuKernelCache.NameOf(kernel.Method)}", exception);
        }
    }

    private static int GroupThreads(MethodInfo kernel) =>
        GpuKernelCache.GroupThreads(kernel)
        ?? throw new ArgumentException($"{GpuKernelCache.NameOf(kernel)} is not marked [GpuGroup].");

    private bool IsLaunchable(MethodInfo method, long threads)
    {
        if (threads > MaxThreads)
        {
            throw new GpuException($"{Name}: {GpuKernelCache.NameOf(method)} needs {threads} threads, "
                + $"one launch has at most {MaxThreads}: use a smaller batch");
        }

        return threads > 0;
    }
}
