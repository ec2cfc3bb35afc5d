using MiniConvViz.Kernels;

namespace MiniConvViz.Execution;

/// <summary>What this machine has for one device name, or why it has nothing.</summary>
/// <param name="Name">The name that <see cref="Device.Find"/> takes.</param>
/// <param name="Hardware">The hardware's own name; empty where there is none.</param>
/// <param name="MemoryBytes">Its memory; 0 when unknown.</param>
/// <param name="Version">Compute capability, OpenCL or vector instruction set.</param>
/// <param name="Problem">Why it cannot be used, with the remedy; null when it can.</param>
/// <param name="IsAuto">The device that <c>auto</c> chooses.</param>
public sealed record DeviceInfo(
    string Name, string Hardware, long MemoryBytes, string Version, string? Problem, bool IsAuto)
{
    /// <summary>The driver's own version; empty where there is none.</summary>
    public string Driver { get; init; } = "";

    /// <summary>An OpenCL device that is this machine's CPU: <c>auto</c> never chooses it.</summary>
    public bool IsProcessor { get; init; }

    /// <summary>
    /// The fault that its self-test found: the device is refused and <c>auto</c> chooses another. Null where there is
    /// no fault, or no test yet.
    /// </summary>
    public string? Fault { get; init; }

    /// <summary>The forms of kernels that its self-test excluded, on its tensor cores as well.</summary>
    public IReadOnlyList<ExcludedForm> Excluded { get; init; } = [];

    /// <summary>
    /// The time it takes to start, in seconds: <c>auto</c> chooses the <c>cpu</c> for work that the <c>cpu</c> does in
    /// less time. Null before it was measured twice.
    /// </summary>
    public double? StartSeconds { get; init; }

    /// <summary>There is no such hardware here, or no driver that would find it.</summary>
    public bool IsMissing => Hardware.Length == 0;

    internal GpuDescription? Gpu { get; init; }

    /// <summary>How fast it is; null unless it was measured.</summary>
    public DeviceMeasurement? Measured { get; init; }

    /// <summary>The result of its first run; null unless it was warmed up, or where nothing is compiled.</summary>
    public DeviceWarmUp? WarmedUp { get; init; }

    /// <summary>
    /// All devices of this machine, and for each device name without one the reason. Loads ILGPU to find them.
    /// </summary>
    public static IReadOnlyList<DeviceInfo> FindAll()
    {
        GpuDescription? best =
            GpuDevices.FindBest() is GpuDescription gpu && GpuSelfTest.Default.Recall(gpu)?.Fault is null ? gpu : null;
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return
        [
            .. GpuDiscovery.Find().Select(found => Of(found, found == best)),
            new("cpu", $"{Environment.ProcessorCount} processors", memory, Device.VectorWidth, null, best is null),
            new("reference", "plain loops, double accumulation", memory, "", null, false),
        ];
    }

    /// <summary>Measures it, if it can be used.</summary>
    /// <exception cref="DeviceException">It fails.</exception>
    public DeviceInfo Measure() => Problem is null
        ? this with { Measured = DeviceMeasurement.Take(Gpu is null ? Device.Parse(Name) : Device.FromGpu(Gpu)) }
        : this;

    /// <summary>Compiles the kernels that most networks use on a GPU, and tests what they compute.</summary>
    /// <exception cref="DeviceException">It fails.</exception>
    public DeviceInfo WarmUp() => Problem is null && Gpu is not null
        ? (this with { WarmedUp = GpuSelfTest.Default.RunAgain(Gpu) }).WithVerdict()
        : this;

    private static DeviceInfo Of(GpuDescription gpu, bool isAuto) => new DeviceInfo(
        GpuDevices.NameOf(gpu.Kind),
        gpu.Index < 0 ? "" : gpu.Name,
        gpu.MemoryBytes,
        gpu.Version,
        gpu.Problem,
        isAuto)
    {
        Driver = gpu.Driver,
        IsProcessor = gpu.Kind == GpuKind.OpenCL && gpu.IsProcessor,
        Gpu = gpu,
        StartSeconds = gpu.IsUsableGpu ? AutoChoice.For(gpu, Device.Cpu()).GpuStart : null,
    }.WithVerdict();

    private DeviceInfo WithVerdict()
    {
        GpuVerdict verdict = GpuSelfTest.Default.Recall(Gpu!) ?? GpuVerdict.Passed;
        GpuVerdict onTensorCores = GpuSelfTest.Default.Recall(Gpu!, usesTensorCores: true) ?? GpuVerdict.Passed;
        return this with
        {
            Fault = verdict.Fault,
            Excluded = [.. verdict.Excluded.UnionBy(onTensorCores.Excluded, form => (form.Operator, form.Form))],
        };
    }
}
