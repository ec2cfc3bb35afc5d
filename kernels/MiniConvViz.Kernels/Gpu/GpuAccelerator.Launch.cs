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

    /// <summary>Bytes: a <see cref="Float4"/>, the most that one instruction loads.</summary>
    private const int ViewAlignment = 16;

    /// <summary>
    /// Queues <c>kernel(index, a, b, c)</c> for every index in [0, threads) and returns; 0 threads are no launch.
    /// </summary>
    /// <exception cref="GpuException">Too many threads, the kernel does not compile, or the driver refuses.</exception>
    /// <exception cref="ArgumentException">A view does not begin at a multiple of four numbers.</exception>
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
            BeginRequest();
            _kernels.Launcher<Action<AcceleratorStream, Index1D, T1, T2, T3>>(kernel.Method)(
                _stream, (int)threads, Aligned(kernel, a), Aligned(kernel, b), Aligned(kernel, c));
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
            BeginRequest();
            _kernels.Launcher<Action<AcceleratorStream, Index1D, T1, T2, T3, T4>>(kernel.Method)(
                _stream,
                (int)threads,
                Aligned(kernel, a),
                Aligned(kernel, b),
                Aligned(kernel, c),
                Aligned(kernel, d));
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
            BeginRequest();
            _kernels.Launcher<Action<AcceleratorStream, Index1D, T1, T2, T3, T4, T5>>(kernel.Method)(
                _stream,
                (int)threads,
                Aligned(kernel, a),
                Aligned(kernel, b),
                Aligned(kernel, c),
                Aligned(kernel, d),
                Aligned(kernel, e));
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
            BeginRequest();
            _kernels.Launcher<Action<AcceleratorStream, Index1D, T1, T2, T3, T4, T5, T6>>(kernel.Method)(
                _stream,
                (int)threads,
                Aligned(kernel, a),
                Aligned(kernel, b),
                Aligned(kernel, c),
                Aligned(kernel, d),
                Aligned(kernel, e),
                Aligned(kernel, f));
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
            BeginRequest();
            _kernels.Launcher<Action<AcceleratorStream, Index1D, T1, T2, T3, T4, T5, T6, T7>>(kernel.Method)(
                _stream,
                (int)threads,
                Aligned(kernel, a),
                Aligned(kernel, b),
                Aligned(kernel, c),
                Aligned(kernel, d),
                Aligned(kernel, e),
                Aligned(kernel, f),
                Aligned(kernel, g));
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
    /// <exception cref="ArgumentException">A view does not begin at a multiple of four numbers.</exception>
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
            BeginRequest();
            _kernels.Launcher<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4>>(kernel.Method)(
                _stream,
                new KernelConfig((int)groups, groupThreads),
                Aligned(kernel, a),
                Aligned(kernel, b),
                Aligned(kernel, c),
                Aligned(kernel, d));
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
            BeginRequest();
            _kernels.Launcher<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5>>(kernel.Method)(
                _stream,
                new KernelConfig((int)groups, groupThreads),
                Aligned(kernel, a),
                Aligned(kernel, b),
                Aligned(kernel, c),
                Aligned(kernel, d),
                Aligned(kernel, e));
        }
        catch (AcceleratorException exception)
        {
            throw Failed($"launch of {GpuKernelCache.NameOf(kernel.Method)}", exception);
        }
    }

    /// <inheritdoc cref="LaunchGroups{T1, T2, T3, T4}"/>
    internal void LaunchGroups<T1, T2, T3, T4, T5, T6>(
        Action<T1, T2, T3, T4, T5, T6> kernel, long groups, T1 a, T2 b, T3 c, T4 d, T5 e, T6 f)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct
        where T6 : struct
    {
        int groupThreads = GroupThreads(kernel.Method);
        if (!IsLaunchable(kernel.Method, groups * groupThreads))
        {
            return;
        }

        try
        {
            BeginRequest();
            _kernels.Launcher<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6>>(kernel.Method)(
                _stream,
                new KernelConfig((int)groups, groupThreads),
                Aligned(kernel, a),
                Aligned(kernel, b),
                Aligned(kernel, c),
                Aligned(kernel, d),
                Aligned(kernel, e),
                Aligned(kernel, f));
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
            BeginRequest();
            _kernels.Launcher<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7>>(kernel.Method)(
                _stream,
                new KernelConfig((int)groups, groupThreads),
                Aligned(kernel, a),
                Aligned(kernel, b),
                Aligned(kernel, c),
                Aligned(kernel, d),
                Aligned(kernel, e),
                Aligned(kernel, f),
                Aligned(kernel, g));
        }
        catch (AcceleratorException exception)
        {
            throw Failed($"launch of {GpuKernelCache.NameOf(kernel.Method)}", exception);
        }
    }

    // ILGPU compiles kernels as if each of their views began where an allocation does, and loads four numbers with one
    // instruction on that ground. From another place a GPU faults, and a CPU in disguise does not notice: hence the
    // test, on every device and whatever the view is of.
    private static T Aligned<T>(Delegate kernel, T argument)
        where T : struct
    {
        // What T is, is known when this is compiled: one test of the offset for views, none for others, and no boxes.
        if (argument is IContiguousArrayView view && view.IndexInBytes % ViewAlignment != 0)
        {
            throw new ArgumentException($"{GpuKernelCache.NameOf(kernel.Method)}: a view begins at byte "
                + $"{view.IndexInBytes} of its memory; kernels take views that begin at multiples of {ViewAlignment}.");
        }

        return argument;
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
