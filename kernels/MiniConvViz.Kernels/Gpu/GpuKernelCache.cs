using System.Diagnostics;
using System.Reflection;
using ILGPU.Backends;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace MiniConvViz.Kernels;

/// <summary>
/// The kernels that one accelerator has compiled so far. Each is compiled when it is first launched and kept until the
/// end: ILGPU itself keeps only weak references to launchers.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="accelerator">The device, opened.</param>
/// <param name="code">Generates code for a driver; null on the emulated accelerator, which has no driver.</param>
internal class GpuKernelCache(GpuDescription device, Accelerator accelerator, GpuKernelCode? code = null)
{
    private readonly Dictionary<MethodInfo, GpuKernel> _kernels = [];
    private GpuException? _failure;

    /// <summary>How many kernels were compiled.</summary>
    public int Count => _kernels.Values.Count(kernel => kernel.Launcher is not null);

    /// <summary>How long ILGPU and the driver took to compile them.</summary>
    public TimeSpan CompileTime { get; private set; }

    /// <summary>
    /// The kernel that a delegate calls; it may not be compiled yet. Every launch looks it up here, in some 20 ns;
    /// reading the attribute of its method again would take 3.4 us.
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

    /// <summary>
    /// The delegate that launches the kernel, with a stream, an index range and the kernel's arguments.
    /// </summary>
    /// <exception cref="GpuGroupException">
    /// It compiles, but its thread blocks are too large for the driver.
    /// </exception>
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
            // In a context in which a compilation has failed, ILGPU compiles nothing more, and its later error
            // messages are misleading.
            throw _failure;
        }

        long start = Stopwatch.GetTimestamp();
        TLauncher launcher = Compile<TLauncher>(kernel.Method);
        CompileTime += Stopwatch.GetElapsedTime(start);
        kernel.Launcher = launcher;
        return launcher;
    }

    /// <summary>Removes all kernels.</summary>
    public void Clear() => _kernels.Clear();

    /// <summary><c>ActivationGpu.Kernel&lt;SiLUFunction&gt;</c></summary>
    public static string NameOf(MethodInfo kernel)
    {
        string name = $"{kernel.DeclaringType?.Name}.{kernel.Name}";
        return kernel.IsGenericMethod
            ? $"{name}<{string.Join(", ", kernel.GetGenericArguments().Select(argument => argument.Name))}>"
            : name;
    }

    /// <summary>Threads of a block of this kernel; null if the kernel uses no thread blocks.</summary>
    public static int? GroupThreads(MethodInfo kernel) => kernel.GetCustomAttribute<GpuGroupAttribute>()?.Threads;

    /// <summary>The limits of a kernel with thread blocks that the assembler is given.</summary>
    public static KernelSpecialization Specialization(MethodInfo kernel) =>
        kernel.GetCustomAttribute<GpuGroupAttribute>() is { GroupsPerMultiprocessor: > 0 } group
            ? new KernelSpecialization(group.Threads, group.GroupsPerMultiprocessor)
            : default;

    /// <summary>Compiles a kernel; an exception is thrown if it does not compile.</summary>
    protected virtual TLauncher CreateLauncher<TLauncher>(MethodInfo kernel)
        where TLauncher : Delegate
    {
        Kernel loaded = code is null ? LoadEmulated(kernel) : Load(code.Of(kernel), isGrouped: GroupThreads(kernel) is not null);
        RequireGroupsFit(kernel, MostGroupThreads(loaded));
        return loaded.CreateLauncherDelegate<TLauncher>();
    }

    // The size of thread blocks that a kernel does not fix is queried from the driver: it depends on the registers
    // that the driver's assembler allocated.
    private Kernel Load(CompiledKernel kernel, bool isGrouped) =>
        isGrouped ? accelerator.LoadKernel(kernel) : accelerator.LoadAutoGroupedKernel(kernel);

    // On the emulated accelerator a thread block is one thread, since every block ends with a barrier over its
    // threads.
    private Kernel LoadEmulated(MethodInfo kernel) => GroupThreads(kernel) is null
        ? accelerator.LoadImplicitlyGroupedKernel(kernel, 1)
        : accelerator.LoadKernel(kernel, Specialization(kernel));

    /// <summary>
    /// The most threads of a block of a compiled kernel. OpenCL drivers report it for each kernel
    /// (<c>CL_KERNEL_WORK_GROUP_SIZE</c>): the more registers its threads need, the fewer threads.
    /// </summary>
    protected virtual int MostGroupThreads(Kernel compiled) => compiled is CLKernel openCL
        ? (int)CLAPI.CurrentAPI.GetKernelWorkGroupInfo<nint>(
            openCL.KernelPtr, ((CLAccelerator)accelerator).DeviceId, CLKernelWorkGroupInfoType.CL_KERNEL_WORK_GROUP_SIZE)
        : int.MaxValue;

    /// <summary>Throws if the thread blocks of a kernel are larger than the driver allows for it.</summary>
    /// <exception cref="GpuGroupException">They are.</exception>
    private void RequireGroupsFit(MethodInfo kernel, int most)
    {
        if (GroupThreads(kernel) > most)
        {
            throw new GpuGroupException($"{device.Name}: {NameOf(kernel)} has groups of {GroupThreads(kernel)} threads, "
                + $"the driver allows {most} for it");
        }
    }

    private TLauncher Compile<TLauncher>(MethodInfo kernel)
        where TLauncher : Delegate
    {
        using TraceCapture compilerLog = new();
        try
        {
            return CreateLauncher<TLauncher>(kernel);
        }
        catch (Exception exception) when (exception is not GpuGroupException)
        {
            string said = GpuException.OneLine($"{GpuException.Describe(exception)}:\n{compilerLog.Text}").TrimEnd(':');
            _failure = new GpuException($"{device.Name}: {NameOf(kernel)} does not compile: {said}", exception);
            throw _failure;
        }
    }
}
