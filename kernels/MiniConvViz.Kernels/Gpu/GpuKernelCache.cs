using System.Diagnostics;
using System.Reflection;
using ILGPU.Backends;
using ILGPU.Runtime;

namespace MiniConvViz.Kernels;

/// <summary>
/// The kernels that one accelerator has compiled so far. Each is compiled when it is first launched and kept until the
/// end: ILGPU itself forgets launchers that nobody holds.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="accelerator">The device, opened.</param>
/// <param name="code">Generates code for a driver; null on the emulated accelerator, which has none.</param>
internal class GpuKernelCache(GpuDescription device, Accelerator accelerator, GpuKernelCode? code = null)
{
    private readonly Dictionary<MethodInfo, GpuKernel> _kernels = [];
    private GpuException? _failure;

    /// <summary>How many kernels were compiled.</summary>
    public int Count => _kernels.Values.Count(kernel => kernel.Launcher is not null);

    /// <summary>How long ILGPU and the driver took to compile them.</summary>
    public TimeSpan CompileTime { get; private set; }

    /// <summary>
    /// The kernel that a delegate calls; it may not be compiled yet. Every launch looks it up here, in some 20 ns: to read
    /// the attribute of its method again would take 3.4 us.
    /// </summary>
    public GpuKernel Find(Delegate method)
    {
        if (!_kernels.TryGetValue(method.Method, out GpuKernel? kernel))
        {
            kernel = new GpuKernel(method.Method);
            _kernels.Add(method.Method, kernel);
        }

        return kernel;
    }

    /// <summary>What starts the kernel: a delegate on a stream, an index range and the kernel's arguments.</summary>
    /// <exception cref="GpuException">The kernel does not compile, or an earlier one did not.</exception>
    public TLauncher Launcher<TLauncher>(GpuKernel kernel)
        where TLauncher : Delegate
    {
        if (kernel.Launcher is not null)
        {
            return (TLauncher)kernel.Launcher;
        }

        if (_failure is not null)
        {
            // ILGPU compiles nothing more in a context in which a compilation has failed; its later errors mislead.
            throw _failure;
        }

        long start = Stopwatch.GetTimestamp();
        TLauncher launcher = Compile<TLauncher>(kernel.Method);
        CompileTime += Stopwatch.GetElapsedTime(start);
        kernel.Launcher = launcher;
        return launcher;
    }

    /// <summary>Lets go of all kernels.</summary>
    public void Clear() => _kernels.Clear();

    /// <summary><c>ActivationGpu.Kernel&lt;SiLUFunction&gt;</c></summary>
    public static string NameOf(MethodInfo kernel)
    {
        string name = $"{kernel.DeclaringType?.Name}.{kernel.Name}";
        return kernel.IsGenericMethod
            ? $"{name}<{string.Join(", ", kernel.GetGenericArguments().Select(argument => argument.Name))}>"
            : name;
    }

    /// <summary>How many threads a group of this kernel has; null when its threads work each for themselves.</summary>
    public static int? GroupThreads(MethodInfo kernel) => kernel.GetCustomAttribute<GpuGroupAttribute>()?.Threads;

    /// <summary>What a kernel with groups tells the assembler about them.</summary>
    public static KernelSpecialization Specialization(MethodInfo kernel) =>
        kernel.GetCustomAttribute<GpuGroupAttribute>() is { GroupsPerMultiprocessor: > 0 } group
            ? new KernelSpecialization(group.Threads, group.GroupsPerMultiprocessor)
            : default;

    /// <summary>Compiles a kernel; whatever is thrown tells why it does not.</summary>
    protected virtual TLauncher CreateLauncher<TLauncher>(MethodInfo kernel)
        where TLauncher : Delegate
    {
        Kernel loaded = code is null ? LoadEmulated(kernel) : Load(code.Of(kernel), isGrouped: GroupThreads(kernel) is not null);
        return loaded.CreateLauncherDelegate<TLauncher>();
    }

    // The driver is asked for the size of thread blocks that a kernel does not fix: it depends on the registers that the
    // driver's assembler gave the kernel, and only the driver has that number.
    private Kernel Load(CompiledKernel kernel, bool isGrouped) =>
        isGrouped ? accelerator.LoadKernel(kernel) : accelerator.LoadAutoGroupedKernel(kernel);

    // On the emulated accelerator a thread block is one thread, since every block costs a barrier over its threads.
    private Kernel LoadEmulated(MethodInfo kernel) => GroupThreads(kernel) is null
        ? accelerator.LoadImplicitlyGroupedKernel(kernel, 1)
        : accelerator.LoadKernel(kernel, Specialization(kernel));

    private TLauncher Compile<TLauncher>(MethodInfo kernel)
        where TLauncher : Delegate
    {
        using TraceCapture compilerLog = new();
        try
        {
            return CreateLauncher<TLauncher>(kernel);
        }
        catch (Exception exception)
        {
            string said = GpuException.OneLine($"{GpuException.Describe(exception)}:\n{compilerLog.Text}").TrimEnd(':');
            _failure = new GpuException($"{device.Name}: {NameOf(kernel)} does not compile: {said}", exception);
            throw _failure;
        }
    }
}
