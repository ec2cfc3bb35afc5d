using ILGPU;
using ILGPU.Runtime;

namespace MiniConvViz.Kernels;

/// <content>
/// Launching. All launches are one-dimensional, because a grid's Y and Z are limited to 65535 on some devices; a
/// kernel computes its coordinates from the index, outermost slowest. The overloads differ only in the number of
/// arguments. Kernels with thread blocks of a fixed size have a launch of their own.
/// </content>
internal sealed partial class GpuAccelerator
{
    /// <summary>
    /// The most threads one launch can have: launches are rounded up to whole thread blocks, and the index of the
    /// last thread, surplus ones included, must fit into an int.
    /// </summary>
    internal const int MaxThreads = int.MaxValue - 0xFFFF;

    /// <summary>Bytes: a <see cref="Float4"/>, the most that one instruction loads.</summary>
    private const int ViewAlignment = 16;

    /// <summary>
    /// Queues <c>kernel(index, a, b, c)</c> for every index in [0, threads) and returns; for 0 threads nothing is
    /// launched.
    /// </summary>
    /// <exception cref="GpuException">Too many threads, the kernel does not compile, or the driver refuses.</exception>
    /// <exception cref="ArgumentException">A view does not begin at a multiple of four elements.</exception>
    internal void Launch<T1, T2, T3>(Action<Index1D, T1, T2, T3> kernel, long threads, T1 a, T2 b, T3 c)
        where T1 : struct
        where T2 : struct
        where T3 : struct
    {
        if (Find(kernel, threads) is GpuKernel found)
        {
            Queue<Action<AcceleratorStream, Index1D, T1, T2, T3>, Index1D, (T1, T2, T3)>(
                found,
                (int)threads,
                (Aligned(found, a), Aligned(found, b), Aligned(found, c)),
                static (launch, stream, range, x) => launch(stream, range, x.Item1, x.Item2, x.Item3));
        }
    }

    /// <inheritdoc cref="Launch{T1, T2, T3}"/>
    internal void Launch<T1, T2, T3, T4>(Action<Index1D, T1, T2, T3, T4> kernel, long threads, T1 a, T2 b, T3 c, T4 d)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
    {
        if (Find(kernel, threads) is GpuKernel found)
        {
            Queue<Action<AcceleratorStream, Index1D, T1, T2, T3, T4>, Index1D, (T1, T2, T3, T4)>(
                found,
                (int)threads,
                (Aligned(found, a), Aligned(found, b), Aligned(found, c), Aligned(found, d)),
                static (launch, stream, range, x) => launch(stream, range, x.Item1, x.Item2, x.Item3, x.Item4));
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
        if (Find(kernel, threads) is GpuKernel found)
        {
            Queue<Action<AcceleratorStream, Index1D, T1, T2, T3, T4, T5>, Index1D, (T1, T2, T3, T4, T5)>(
                found,
                (int)threads,
                (Aligned(found, a), Aligned(found, b), Aligned(found, c), Aligned(found, d), Aligned(found, e)),
                static (launch, stream, range, x) => launch(stream, range, x.Item1, x.Item2, x.Item3, x.Item4, x.Item5));
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
        if (Find(kernel, threads) is GpuKernel found)
        {
            Queue<Action<AcceleratorStream, Index1D, T1, T2, T3, T4, T5, T6>, Index1D, (T1, T2, T3, T4, T5, T6)>(
                found,
                (int)threads,
                (Aligned(found, a), Aligned(found, b), Aligned(found, c),
                    Aligned(found, d), Aligned(found, e), Aligned(found, f)),
                static (launch, stream, range, x) => launch(stream, range, x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6));
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
        if (Find(kernel, threads) is GpuKernel found)
        {
            Queue<Action<AcceleratorStream, Index1D, T1, T2, T3, T4, T5, T6, T7>, Index1D, (T1, T2, T3, T4, T5, T6, T7)>(
                found,
                (int)threads,
                (Aligned(found, a), Aligned(found, b), Aligned(found, c), Aligned(found, d),
                    Aligned(found, e), Aligned(found, f), Aligned(found, g)),
                static (launch, stream, range, x) => launch(stream, range, x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6, x.Item7));
        }
    }

    /// <summary>
    /// Queues a kernel that is marked with <see cref="GpuGroupAttribute"/> for a number of thread blocks; for 0
    /// blocks nothing is launched.
    /// </summary>
    /// <exception cref="GpuException">Too many threads, the kernel does not compile, or the driver refuses.</exception>
    /// <exception cref="ArgumentException">A view does not begin at a multiple of four elements.</exception>
    internal void LaunchGroups<T1, T2, T3, T4>(Action<T1, T2, T3, T4> kernel, long groups, T1 a, T2 b, T3 c, T4 d)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
    {
        if (FindGroups(kernel, groups) is GpuKernel found)
        {
            Queue<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4>, KernelConfig, (T1, T2, T3, T4)>(
                found,
                Blocks(found, groups),
                (Aligned(found, a), Aligned(found, b), Aligned(found, c), Aligned(found, d)),
                static (launch, stream, range, x) => launch(stream, range, x.Item1, x.Item2, x.Item3, x.Item4));
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
        if (FindGroups(kernel, groups) is GpuKernel found)
        {
            Queue<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5>, KernelConfig, (T1, T2, T3, T4, T5)>(
                found,
                Blocks(found, groups),
                (Aligned(found, a), Aligned(found, b), Aligned(found, c), Aligned(found, d), Aligned(found, e)),
                static (launch, stream, range, x) => launch(stream, range, x.Item1, x.Item2, x.Item3, x.Item4, x.Item5));
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
        if (FindGroups(kernel, groups) is GpuKernel found)
        {
            Queue<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6>, KernelConfig, (T1, T2, T3, T4, T5, T6)>(
                found,
                Blocks(found, groups),
                (Aligned(found, a), Aligned(found, b), Aligned(found, c),
                    Aligned(found, d), Aligned(found, e), Aligned(found, f)),
                static (launch, stream, range, x) => launch(stream, range, x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6));
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
        if (FindGroups(kernel, groups) is GpuKernel found)
        {
            Queue<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7>, KernelConfig, (T1, T2, T3, T4, T5, T6, T7)>(
                found,
                Blocks(found, groups),
                (Aligned(found, a), Aligned(found, b), Aligned(found, c), Aligned(found, d),
                    Aligned(found, e), Aligned(found, f), Aligned(found, g)),
                static (launch, stream, range, x) => launch(stream, range, x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6, x.Item7));
        }
    }

    // ILGPU compiles kernels as if each view began where an allocation does, and loads four elements with one instruction
    // on that ground. At another address a GPU faults, and an OpenCL device on the CPU does not: hence the test, on every
    // device and whatever the view's elements are.
    private static T Aligned<T>(GpuKernel kernel, T argument)
        where T : struct
    {
        // T is a constant for the JIT compiler: there is one test of the offset for views, none for other types, and
        // no boxing.
        if (argument is IContiguousArrayView view && view.IndexInBytes % ViewAlignment != 0)
        {
            throw new ArgumentException($"{kernel.Name}: a view begins at byte "
                + $"{view.IndexInBytes} of its memory; kernels take views that begin at multiples of {ViewAlignment}.");
        }

        return argument;
    }

    private static KernelConfig Blocks(GpuKernel kernel, long groups) => new((int)groups, kernel.GroupThreads!.Value);

    /// <summary>The kernel; null where nothing is to be launched.</summary>
    private GpuKernel? Find(Delegate kernel, long threads)
    {
        GpuKernel found = _kernels.Find(kernel);
        if (threads > MaxThreads)
        {
            throw new GpuException($"{Name}: {found.Name} needs {threads} threads, "
                + $"one launch has at most {MaxThreads}: use a smaller batch");
        }

        return threads > 0 ? found : null;
    }

    private GpuKernel? FindGroups(Delegate kernel, long groups) =>
        _kernels.Find(kernel) is { GroupThreads: int groupThreads } found
            ? Find(kernel, groups * groupThreads)
            : throw new ArgumentException($"{_kernels.Find(kernel).Name} is not marked [GpuGroup].");

    private void Queue<TLauncher, TRange, TArguments>(
        GpuKernel kernel,
        TRange range,
        TArguments arguments,
        Action<TLauncher, AcceleratorStream, TRange, TArguments> launch)
        where TLauncher : Delegate
    {
        try
        {
            BeginRequest();
            launch(_kernels.Launcher<TLauncher>(kernel), _stream, range, arguments);
        }
        catch (AcceleratorException exception)
        {
            throw Failed($"launch of {kernel.Name}", exception);
        }
    }
}
