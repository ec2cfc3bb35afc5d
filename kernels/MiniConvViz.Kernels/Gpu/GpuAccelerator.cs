using System.Diagnostics.CodeAnalysis;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace MiniConvViz.Kernels;

/// <summary>
/// One open device with one stream: its work is executed in the order in which it is queued. An instance may be used
/// by one thread at a time. Buffers must be disposed before the accelerator. After a failed request, other than one
/// for memory, every later one fails with the same message.
/// </summary>
internal sealed partial class GpuAccelerator : IDisposable
{
    private readonly Context _context;
    private readonly Accelerator _accelerator;
    private readonly GpuKernelCache _kernels;
    private readonly GpuLimits _limits;
    private readonly CudaCopies? _cuda;
    private readonly AcceleratorStream _stream;
    private readonly HashSet<Enum> _excludedForms = [];
    private GpuException? _failure;
    private bool _isIdle = true;

    private GpuAccelerator(
        GpuDescription description, Context context, Accelerator accelerator, GpuKernelCache kernels, GpuLimits limits)
    {
        Description = description;
        _context = context;
        _accelerator = accelerator;
        _kernels = kernels;
        _limits = limits;
        _cuda = accelerator is CudaAccelerator cuda && CudaDriver.HasStreamWaits ? new CudaCopies(cuda) : null;
        _stream = _cuda?.Work ?? accelerator.DefaultStream;
    }

    /// <summary>The device this accelerator was made for.</summary>
    public GpuDescription Description { get; }

    /// <summary>The device's name, as the driver reports it.</summary>
    public string Name => Description.Name;

    public GpuKind Kind => Description.Kind;

    /// <summary>
    /// Whether convolutions may run on tensor cores, which round their factors to <see cref="Tf32"/>. The default is
    /// false; true only for a device that <see cref="GpuDescription.HasTensorCores"/>.
    /// </summary>
    public bool UsesTensorCores { get; init; }

    /// <summary>
    /// The forms of kernels that must not run on this device, each a member of an enumeration
    /// (<see cref="Conv2dGpuForm"/>, <see cref="LinearGpuForm"/>, <see cref="MatMulGpuForm"/>): <c>Fits</c> is false
    /// for them, so that <c>Choose</c> returns another one.
    /// </summary>
    public IReadOnlyCollection<Enum> ExcludedForms
    {
        get => _excludedForms;
        init => _excludedForms = [.. value];
    }

    /// <summary>How many kernels it has compiled so far; each is compiled when it is first launched.</summary>
    public int CompiledKernels => _kernels.Count;

    /// <summary>How long ILGPU and the driver took to compile them.</summary>
    public TimeSpan CompileTime => _kernels.CompileTime;

    /// <summary>
    /// Whether thread blocks of this size with this much shared memory can run on the device. ILGPU's emulated
    /// accelerator allows blocks of two threads.
    /// </summary>
    internal bool CanRunGroups(int threads, int sharedBytes) =>
        threads <= _limits.GroupThreads && sharedBytes <= _limits.GroupSharedBytes;

    /// <summary>How many multiprocessors the device has, each of which runs at least one thread block.</summary>
    internal int Multiprocessors => _limits.Multiprocessors;

    /// <summary>Bytes of its second-level cache; assumed where the driver does not report them.</summary>
    internal int CacheBytes => _limits.CacheBytes;

    /// <summary>Adds to <see cref="ExcludedForms"/>.</summary>
    public void Exclude(Enum form) => _excludedForms.Add(form);

    /// <summary>Whether a form is among <see cref="ExcludedForms"/>.</summary>
    internal bool Excludes<TForm>(TForm form)
        where TForm : struct, Enum => _excludedForms.Count > 0 && _excludedForms.Contains(form);

    /// <summary>Opens a device that <see cref="GpuDiscovery.Find"/> listed.</summary>
    /// <param name="description">The device.</param>
    /// <param name="usesTensorCores">See <see cref="UsesTensorCores"/>.</param>
    /// <param name="excludedForms">See <see cref="ExcludedForms"/>; null for none.</param>
    /// <param name="store">Where the generated code of kernels is stored; null to generate it anew.</param>
    /// <exception cref="GpuException">
    /// The device is unusable or has been removed, or its driver reports an error.
    /// </exception>
    public static GpuAccelerator Create(
        GpuDescription description,
        bool usesTensorCores = false,
        IReadOnlyCollection<Enum>? excludedForms = null,
        IGpuKernelStore? store = null)
    {
        if (description.Problem is not null)
        {
            throw new GpuException($"{description.Name}: {description.Problem}");
        }

        if (usesTensorCores && !description.HasTensorCores)
        {
            throw new GpuException($"{description.Name}: the device has no tensor cores that multiply TF32");
        }

        Context? context = null;
        try
        {
            context = GpuRuntime.CreateContext(hasEvents: description.Kind == GpuKind.Cuda);
            Accelerator accelerator = Open(description, context);
            GpuLimits limits = new(
                accelerator.MaxNumThreadsPerGroup,
                accelerator.MaxSharedMemoryPerGroup,
                MultiprocessorsOf(accelerator))
            {
                CacheBytes = accelerator is CudaAccelerator { L2CacheSize: > 0 and int bytes }
                    ? bytes
                    : GpuLimits.UsualCacheBytes,
            };
            GpuKernelCode? code = description.Kind == GpuKind.IlgpuCpu
                ? null
                : new GpuKernelCode(description, accelerator.GetBackend(), store);
            GpuKernelCache kernels = new(description, accelerator, code);
            return new GpuAccelerator(description, context, accelerator, kernels, limits)
            {
                UsesTensorCores = usesTensorCores,
                ExcludedForms = excludedForms ?? [],
            };
        }
        catch (Exception exception) when (exception is not GpuException)
        {
            context?.Dispose();
            throw new GpuException(
                $"{description.Name}: the device does not open: {GpuException.Describe(exception)}", exception);
        }
    }

    /// <summary>Reserves device memory; its contents are unspecified.</summary>
    /// <param name="floats">How many floats it holds.</param>
    /// <exception cref="GpuMemoryException">The device has not enough memory left.</exception>
    /// <exception cref="GpuException">The driver reports another failure.</exception>
    public MemoryBuffer1D<float, Stride1D.Dense> Allocate(int floats) =>
        TryAllocate(floats, out Exception? problem) ?? throw new GpuMemoryException(
            $"{Name}: no memory for {(long)floats * sizeof(float)} bytes more "
                + $"(the device has {Description.MemoryBytes} in all): {GpuException.Describe(problem!)}",
            problem!);

    /// <summary>As <see cref="Allocate"/>, for optional memory.</summary>
    /// <param name="floats">How many floats it holds.</param>
    /// <param name="problem">The driver's message if there is too little memory.</param>
    /// <returns>Null if the device has too little free memory.</returns>
    /// <exception cref="GpuException">The driver reports another failure.</exception>
    public MemoryBuffer1D<float, Stride1D.Dense>? TryAllocate(
        int floats, out Exception? problem)
    {
        try
        {
            problem = null;
            BeginRequest();
            return _accelerator.Allocate1D<float>(floats);
        }
        catch (AcceleratorException exception) when (!IsForWantOfMemory(exception))
        {
            throw Failed("allocation", exception);
        }
        catch (Exception exception) when (exception is AcceleratorException or OutOfMemoryException)
        {
            problem = exception;
            return null;
        }
    }

    /// <summary>
    /// Copies host floats to the device, in order with the launches around it. When this returns, the source has been
    /// read.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="GpuException">The driver reports a failure, perhaps of an earlier launch.</exception>
    public void Upload(ReadOnlySpan<float> source, ArrayView<float> targetView)
    {
        RequireEqualLengths(source.Length, targetView.Length);
        if (source.IsEmpty)
        {
            return;
        }

        try
        {
            BeginCopy("upload");
            Uploads++;
            if (_cuda is not null)
            {
                _cuda.Upload(source, targetView);
            }
            else
            {
                Waits++;
                targetView.CopyFromCPU(_stream, source);
            }
        }
        catch (AcceleratorException exception)
        {
            throw Failed("upload", exception);
        }
    }

    /// <summary>Waits for all launches before it, then copies device floats to the host.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="GpuException">The driver reports a failure, perhaps of an earlier launch.</exception>
    public void Download(ArrayView<float> sourceView, float[] target)
    {
        DownloadLater(sourceView, target);
        if (target.Length > 0)
        {
            FinishCopies();
        }
    }

    /// <summary>Copies within the device, in order with the launches around it.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="GpuException">The driver reports a failure, perhaps of an earlier launch.</exception>
    public void Copy(ArrayView<float> sourceView, ArrayView<float> targetView)
    {
        RequireEqualLengths(sourceView.Length, targetView.Length);
        if (sourceView.Length == 0)
        {
            return;
        }

        try
        {
            BeginRequest();
            sourceView.CopyTo(_stream, targetView);
        }
        catch (AcceleratorException exception)
        {
            throw Failed("copy", exception);
        }
    }

    /// <summary>
    /// Waits until all launches and uploads so far are done; downloads are completed by <see cref="FinishCopies"/>.
    /// </summary>
    /// <exception cref="GpuException">Queued work failed.</exception>
    public void Synchronize()
    {
        try
        {
            BeginCopy("wait");
            Waits++;
            _stream.Synchronize();
            Unpin();
            _isIdle = _cuda is null;
        }
        catch (AcceleratorException exception)
        {
            throw Failed("wait", exception);
        }
    }

    /// <summary>
    /// The view itself or, if there is none, an empty view of the same device: no driver accepts a null buffer, and a
    /// kernel detects the absence by the length 0.
    /// </summary>
    internal static ArrayView<float> OrEmpty(ArrayView<float> view, ArrayView<float> other) =>
        view.IsValid ? view : other.SubView(0, 0);

    /// <summary>
    /// For tests: called with every request to the driver, and may throw what a driver would.
    /// </summary>
    internal Action? Interference { get; set; }

    /// <summary>
    /// Disposes of a resource of the device. On a lost device even that fails (ILGPU's issue 1305); its memory is
    /// then lost, and the first failure has been reported.
    /// </summary>
    public void Release(IDisposable? held)
    {
        try
        {
            held?.Dispose();
            Interference?.Invoke();
        }
        catch (AcceleratorException)
        {
            // The device is lost; the driver frees its memory when the process ends.
        }
    }

    /// <summary>Closes the device.</summary>
    public void Dispose()
    {
        AbandonCopies();
        _kernels.Clear();
        Release(_scratch);
        Release(_cuda);
        Release(_accelerator);
        Release(_context);
    }

    /// <summary>
    /// A device of any description in the host's memory, whose kernels are run by the given kernel cache.
    /// </summary>
    internal static GpuAccelerator CreateOnHost(
        GpuDescription description,
        GpuLimits limits,
        Func<Accelerator, GpuKernelCache> kernels,
        bool usesTensorCores = false,
        IReadOnlyCollection<Enum>? excludedForms = null)
    {
        Context context = GpuRuntime.CreateContext(hasEvents: description.Kind == GpuKind.Cuda);
        Accelerator accelerator = OpenOnHost(context);
        return new GpuAccelerator(description, context, accelerator, kernels(accelerator), limits)
        {
            UsesTensorCores = usesTensorCores,
            ExcludedForms = excludedForms ?? [],
        };
    }

    private static Accelerator Open(GpuDescription description, Context context) => description.Kind switch
    {
        GpuKind.Cuda => CudaDevice.GetDevices(_ => true)[description.Index].CreateAccelerator(context),
        GpuKind.OpenCL => CLDevice.GetDevices(_ => true)[description.Index].CreateAccelerator(context),
        _ => OpenOnHost(context),
    };

    private static int MultiprocessorsOf(Accelerator accelerator) => accelerator is CLAccelerator { Device: CLDevice device }
        ? OpenCLUnits.Of(device).Multiprocessors
        : accelerator.NumMultiprocessors;

    // As many emulated multiprocessors as there are cores, with the smallest warp that ILGPU allows: every thread
    // block ends with a barrier over its lanes, which takes hardly any time for a single lane.
    private static CPUAccelerator OpenOnHost(Context context) =>
        new CPUDevice(2, 1, Environment.ProcessorCount).CreateCPUAccelerator(context, CPUAcceleratorMode.Parallel);

    // OpenCL drivers have several error codes for it.
    private static bool IsForWantOfMemory(AcceleratorException exception) => exception switch
    {
        CudaException cuda => cuda.Error == nameof(CudaError.CUDA_ERROR_OUT_OF_MEMORY),
        CLException openCL => openCL.Error is CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE
            or CLError.CL_INVALID_BUFFER_SIZE or CLError.CL_OUT_OF_RESOURCES or CLError.CL_OUT_OF_HOST_MEMORY,
        _ => false,
    };

    private static void RequireEqualLengths(long source, long target)
    {
        if (source != target)
        {
            ThrowLengthsDiffer(source, target);
        }
    }

    [DoesNotReturn]
    private static void ThrowLengthsDiffer(long source, long target) =>
        throw new ArgumentException($"{source} numbers do not fit a view of {target}.");

    // A driver that has failed once reports nothing useful afterwards; every later request reports the first failure.
    private void BeginRequest()
    {
        if (_failure is not null)
        {
            throw _failure;
        }

        _isIdle = false;
        if (_cuda is not null)
        {
            _accelerator.Bind();
        }

        Interference?.Invoke();
    }

    private GpuException Failed(string what, AcceleratorException exception)
    {
        GpuException failure = new($"{Name}: {what} failed: {GpuException.Describe(exception)}", exception);

        // Nothing is executed while a graph is recorded: the device is still usable.
        return _isRecording ? failure : _failure = failure;
    }
}
