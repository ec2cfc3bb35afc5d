using System.Linq.Expressions;
using System.Reflection;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using MiniConvViz.Execution;
using MiniConvViz.Kernels;

namespace MiniConvViz.Tests.Execution;

/// <summary>
/// A GPU, emulated on the CPU, on which the kernels of some classes have a fault. It does not support thread blocks.
/// </summary>
internal sealed class FaultyGpu
{
    private static readonly GpuLimits Limits = new(GroupThreads: 2, GroupSharedBytes: 0, Multiprocessors: 4);

    private readonly Dictionary<string, KernelFault> _faults = [];

    /// <summary>A GPU without faults.</summary>
    public FaultyGpu()
    {
    }

    /// <param name="kernels">The class whose kernels have a fault.</param>
    /// <param name="fault">The fault.</param>
    public FaultyGpu(string kernels, KernelFault fault) => _faults.Add(kernels, fault);

    /// <summary>Adds a fault.</summary>
    public KernelFault this[string kernels]
    {
        set => _faults[kernels] = value;
    }

    /// <summary>Removes all faults, as a new driver would.</summary>
    public void Mend() => _faults.Clear();

    /// <summary>Its name.</summary>
    public static GpuDescription Description { get; } = new()
    {
        Name = "Imaginary GPU",
        Kind = GpuKind.OpenCL,
        Index = 1000,
        MemoryBytes = 1L << 30,
        Version = "OpenCL 3.0",
        IsProcessor = false,
    };

    /// <summary>It is the machine's CPU.</summary>
    public bool IsProcessor { get; init; }

    /// <summary>Itself.</summary>
    public GpuDescription Described => Description with { IsProcessor = IsProcessor };

    /// <summary>It does not open a second time.</summary>
    public bool OpensOnce { get; init; }

    /// <summary>The forms that were excluded each time it was opened.</summary>
    public List<IReadOnlyCollection<Enum>> Opened { get; } = [];

    /// <summary>Opens it.</summary>
    public GpuAccelerator Open(IReadOnlyCollection<Enum> excluded)
    {
        Opened.Add(excluded);
        GpuAccelerator? gpu = null;
        return gpu = OpensOnce && Opened.Count > 1
            ? throw new GpuException("Imaginary GPU: the device does not open: it is lost")
            : GpuAccelerator.CreateOnHost(
                Described, Limits, host => new FaultyKernels(host, _faults, () => gpu!), excludedForms: excluded);
    }

    /// <inheritdoc cref="Open(IReadOnlyCollection{Enum})"/>
    public GpuAccelerator Open(GpuDescription description, bool usesTensorCores, IReadOnlyCollection<Enum> excluded) =>
        Open(excluded);

    private sealed class FaultyKernels(
        Accelerator host, Dictionary<string, KernelFault> faults, Func<GpuAccelerator> gpu)
        : GpuKernelCache(GpuDevices.Find(GpuKind.IlgpuCpu) with { Name = Description.Name }, host)
    {
        protected override TLauncher CreateLauncher<TLauncher>(MethodInfo kernel)
        {
            if (!faults.TryGetValue(kernel.DeclaringType!.Name, out KernelFault fault))
            {
                return base.CreateLauncher<TLauncher>(kernel);
            }

            return fault switch
            {
                KernelFault.ComputesNothing => LauncherOf<TLauncher>(() => Nothing()),
                KernelFault.LaunchFails => LauncherOf<TLauncher>(() => FailToLaunch()),
                KernelFault.HasNoMemory => LauncherOf<TLauncher>(() => TakeAllMemory(gpu)),
                KernelFault.GroupsTooLarge =>
                    throw new GpuGroupException($"{Description.Name}: the driver allows 64"),
                _ => throw new InvalidOperationException("the compiler gives up"),
            };
        }

        private static TLauncher LauncherOf<TLauncher>(Expression<Action> body)
            where TLauncher : Delegate => Expression.Lambda<TLauncher>(
                body.Body,
                typeof(TLauncher).GetMethod("Invoke")!.GetParameters()
                    .Select(parameter => Expression.Parameter(parameter.ParameterType)))
            .Compile();

        private static void Nothing()
        {
        }

        // With the message of NVIDIA's driver, which is not available here.
        private static void FailToLaunch() => throw new CudaException("unspecified launch failure");

        private static void TakeAllMemory(Func<GpuAccelerator> gpu)
        {
            gpu().Interference = () =>
                throw new ILGPU.Runtime.OpenCL.CLException(ILGPU.Runtime.OpenCL.CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE);
            gpu().Allocate(1).Dispose();
        }
    }
}
