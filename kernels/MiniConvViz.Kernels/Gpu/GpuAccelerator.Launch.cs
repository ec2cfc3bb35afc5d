using System.Reflection;
using ILGPU;
using ILGPU.Runtime;

namespace MiniConvViz.Kernels;

/// <content>
/// Launching. A kernel is compiled when it is first launched here, and its launcher is kept as long as the accelerator:
/// ILGPU itself forgets launchers that nobody holds. All launches are one-dimensional, because a grid's Y and Z end at
/// 65535 on some devices; a kernel takes its index apart, outermost slowest.
/// </content>
public sealed partial class GpuAccelerator
{
    /// <summary>
    /// The most threads one launch can have: launches are rounded up to whole groups, and the number of the last thread,
    /// the idle ones counted, must still be an int.
    /// </summary>
    internal const int MaxThreads = int.MaxValue - 0xFFFF;

    private readonly Dictionary<MethodInfo, Delegate> _launchers = [];
    private GpuException? _compileFailure;

    /// <summary>
    /// Queues <c>kernel(index, a, b, c)</c> for every index in [0, threads) and returns; 0 threads are no launch at all.
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
            Launcher<Action<AcceleratorStream, Index1D, T1, T2, T3>>(kernel.Method)(
                _accelerator.DefaultStream, (int)threads, a, b, c);
        }
        catch (AcceleratorException exception)
        {
            throw Failed($"launch of {NameOf(kernel.Method)}", exception);
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
            Launcher<Action<AcceleratorStream, Index1D, T1, T2, T3, T4>>(kernel.Method)(
                _accelerator.DefaultStream, (int)threads, a, b, c, d);
        }
        catch (AcceleratorException exception)
        {
            throw Failed($"launch of {NameOf(kernel.Method)}", exception);
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
            Launcher<Action<AcceleratorStream, Index1D, T1, T2, T3, T4, T5>>(kernel.Method)(
                _accelerator.DefaultStream, (int)threads, a, b, c, d, e);
        }
        catch (AcceleratorException exception)
        {
            throw Failed($"launch of {NameOf(kernel.Method)}", exception);
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
            Launcher<Action<AcceleratorStream, Index1D, T1, T2, T3, T4, T5, T6, T7>>(kernel.Method)(
                _accelerator.DefaultStream, (int)threads, a, b, c, d, e, f, g);
        }
        catch (AcceleratorException exception)
        {
            throw Failed($"launch of {NameOf(kernel.Method)}", exception);
        }
    }

    private bool IsLaunchable(MethodInfo method, long threads)
    {
        if (threads > MaxThreads)
        {
            throw new GpuException(
                $"{Name}: {NameOf(method)} needs {threads} threads, one launch has at most {MaxThreads}: use a smaller batch");
        }

        return threads > 0;
    }

    private TLauncher Launcher<TLauncher>(MethodInfo method)
        where TLauncher : Delegate
    {
        if (_launchers.TryGetValue(method, out Delegate? known))
        {
            return (TLauncher)known;
        }

        if (_compileFailure is not null)
        {
            // ILGPU compiles nothing more in a context in which a compilation has failed.
            throw _compileFailure;
        }

        TLauncher launcher = Load(method).CreateLauncherDelegate<TLauncher>();
        _launchers.Add(method, launcher);
        return launcher;
    }

    // On the emulated accelerator a group is one thread, since each group costs a barrier over its threads; elsewhere
    // ILGPU picks the group size that fills the device.
    private Kernel Load(MethodInfo method)
    {
        using TraceCapture compilerLog = new();
        try
        {
            return Kind == GpuKind.IlgpuCpu
                ? _accelerator.LoadImplicitlyGroupedKernel(method, 1)
                : _accelerator.LoadAutoGroupedKernel(method);
        }
        catch (Exception exception)
        {
            string said = string.Join(": ", GpuException.Describe(exception), GpuException.OneLine(compilerLog.Text));
            _compileFailure = new GpuException($"{Name}: {NameOf(method)} does not compile: {said}", exception);
            throw _compileFailure;
        }
    }

    private static string NameOf(MethodInfo method)
    {
        string name = $"{method.DeclaringType?.Name}.{method.Name}";
        return method.IsGenericMethod
            ? $"{name}<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>"
            : name;
    }
}
