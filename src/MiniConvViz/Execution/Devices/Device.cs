using System.Runtime.Intrinsics;
using MiniConvViz.Kernels;

namespace MiniConvViz.Execution;

/// <summary>
/// A device that can run a network. <c>cpu</c> and <c>reference</c> exist everywhere; GPUs are found through ILGPU,
/// which is loaded only when a GPU is requested and a driver is installed.
/// </summary>
public sealed class Device
{
    private readonly string _name;
    private readonly string _description;
    private readonly Func<IBackend> _createBackend;
    private bool _fellBack;

    private Device(string name, string description, Func<IBackend> createBackend) =>
        (_name, _description, _createBackend) = (name, description, createBackend);

    /// <summary>
    /// The device's name: <c>reference</c>, <c>cpu</c>, <c>cuda</c>, <c>opencl</c> or <c>ilgpu-cpu</c>.
    /// </summary>
    public string Name => Current._name;

    /// <summary>The hardware's own name.</summary>
    public string Description => Current._description;

    /// <summary>Why <c>auto</c> chose it, in a few words; empty where there was no choice.</summary>
    public string Reason => _fellBack ? $"{_name} does not work here" : ChoiceReason;

    /// <summary>
    /// Convolutions run on tensor cores, which round both factors to TF32, with 10 bits of mantissa: see
    /// <see cref="WithTensorCores"/>.
    /// </summary>
    public bool UsesTensorCores { get; private init; }

    /// <summary>It runs ILGPU kernels, and may have several for one layer.</summary>
    public bool IsGpu => Current.Gpu is not null;

    /// <summary>Whether the device supports <see cref="WithTensorCores"/>.</summary>
    public bool HasTensorCores => Gpu is { HasTensorCores: true };

    /// <summary>All names that <see cref="Parse"/> accepts.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auto", "cpu", "cuda", "opencl", "ilgpu-cpu", "reference"];

    /// <summary>The widest vectors that this processor supports, such as <c>512-bit vectors</c>.</summary>
    public static string VectorWidth =>
        Vector512.IsHardwareAccelerated ? "512-bit vectors"
        : Vector256.IsHardwareAccelerated ? "256-bit vectors"
        : Vector128.IsHardwareAccelerated ? "128-bit vectors"
        : "no vectors";

    /// <summary>The plain loops that define every operator: one thread, slow, sums in double.</summary>
    public static Device Reference { get; } = new(
        "reference", "plain loops, double accumulation", () => new HostBackend(threads: 1, isReference: true));

    /// <summary>Vector code on this machine's cores; nothing has to be installed.</summary>
    /// <param name="threads">Threads to use; null for all cores.</param>
    /// <exception cref="DeviceException">Fewer than one thread.</exception>
    public static Device Cpu(int? threads = null)
    {
        int count = threads ?? Environment.ProcessorCount;
        return count >= 1
            ? new Device("cpu", $"vector code, {count} threads", () => new HostBackend(count, isReference: false))
            : throw new DeviceException($"a device needs at least 1 thread, got {count}");
    }

    /// <summary>
    /// The best this machine has: a CUDA or OpenCL GPU if there is one, else <see cref="Cpu"/>. A GPU that fails its
    /// self-test or does not open is replaced by the <c>cpu</c> when a session opens it, and <see cref="Name"/> and
    /// <see cref="Reason"/> say so from then on.
    /// </summary>
    public static Device Auto(int? threads = null) => Find(new DeviceRequest("auto") { Threads = threads });

    /// <summary>The device of that name.</summary>
    /// <exception cref="DeviceException">The name is unknown, or this machine has no such device.</exception>
    public static Device Parse(string name, int? threads = null) => Find(new DeviceRequest(name) { Threads = threads });

    /// <summary>The requested device.</summary>
    /// <exception cref="DeviceException">The name is unknown, or this machine has no such device.</exception>
    public static Device Find(DeviceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Name switch
        {
            "auto" => GpuDevices.FindBest() is GpuDescription gpu
                ? Auto(gpu, request, AutoChoice.For)
                : Cpu(request.Threads),
            "cpu" => Cpu(request.Threads),
            "reference" => Reference,
            _ when GpuDevices.KindOf(request.Name) is GpuKind kind => FromGpu(GpuDevices.Find(kind), request),
            _ => throw new DeviceException(
                $"there is no device '{request.Name}'; the devices are {string.Join(", ", Names)}"),
        };
    }

    /// <summary>
    /// The same device with its convolutions on tensor cores: faster, and less exact than <c>docs/fidelity.md</c>
    /// guarantees, since inputs and weights are rounded to TF32 (relative error up to 2^-11).
    /// </summary>
    /// <exception cref="DeviceException">It has no tensor cores that multiply TF32.</exception>
    public Device WithTensorCores() => Gpu is { HasTensorCores: true } gpu
        ? new Device(_name, $"{_description}, TF32", () => GpuDevices.Open(gpu, Request, usesTensorCores: true))
        {
            Gpu = gpu,
            Request = Request,
            UsesTensorCores = true,
        }
        : throw new DeviceException(
            $"{this} has no tensor cores for TF32; they are in NVIDIA GPUs of compute capability 8.0 and newer, "
            + "which the device 'cuda' runs on");

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Description})";

    /// <summary>Receives the time of the first run of each session; null where it is not measured.</summary>
    internal Action<FirstRun>? FirstRunDone => Current.Listener;

    private GpuDescription? Gpu { get; init; }

    private DeviceRequest Request { get; init; } = new("auto");

    private Device? Fallback { get; init; }

    private Action<FirstRun>? Listener { get; init; }

    private string ChoiceReason { get; init; } = "";

    private Device Current => _fellBack ? Fallback! : this;

    /// <summary>Opens the device for one session; a GPU that <c>auto</c> chose falls back to the <c>cpu</c>.</summary>
    /// <exception cref="DeviceException">It does not open, or fails its self-test, and there is no other.</exception>
    internal IBackend CreateBackend()
    {
        if (_fellBack)
        {
            return Fallback!._createBackend();
        }

        try
        {
            return _createBackend();
        }
        catch (DeviceException problem) when (Fallback is not null)
        {
            _fellBack = true;
            Request.Notice?.Invoke($"auto chooses {Fallback._name}, since {_name} does not work: {problem.Message}");
            return Fallback._createBackend();
        }
    }

    /// <summary>A device with its own function that opens a backend.</summary>
    internal static Device Of(string name, string description, Func<IBackend> createBackend) =>
        new(name, description, createBackend);

    /// <summary>The device itself, where there are several of its kind.</summary>
    internal static Device FromGpu(GpuDescription gpu, DeviceRequest? request = null) =>
        FromGpu(gpu, request ?? new DeviceRequest(GpuDevices.NameOf(gpu.Kind)), GpuDevices.Open);

    /// <summary>The GPU, or the cpu where that is the faster for the work.</summary>
    /// <param name="gpu">The GPU that <c>auto</c> chooses in case of doubt.</param>
    /// <param name="request">The request: the work and the options.</param>
    /// <param name="choiceFor">Makes the choice from the measurements of the two devices.</param>
    /// <param name="open">Opens the GPU; null for the usual way.</param>
    internal static Device Auto(
        GpuDescription gpu,
        DeviceRequest request,
        Func<GpuDescription, Device, AutoChoice> choiceFor,
        Func<GpuDescription, DeviceRequest, bool, IBackend>? open = null)
    {
        Device cpu = Cpu(request.Threads);
        Device best = FromGpu(gpu, request, open ?? GpuDevices.Open).With(fallback: cpu);
        if (request.Work is not DeviceWork work)
        {
            return best;
        }

        AutoChoice choice = choiceFor(gpu, cpu);
        (bool isCpu, string reason) = choice.Choose(best._name, work);
        return isCpu ? cpu.With(choice.CpuRan, reason) : best.With(choice.GpuRan, reason, cpu);
    }

    /// <summary>The same device; the callback receives the time of the first run of each session.</summary>
    internal Device WithListener(Action<FirstRun> listener) => With(listener, ChoiceReason, Fallback);

    private static Device FromGpu(
        GpuDescription gpu, DeviceRequest request, Func<GpuDescription, DeviceRequest, bool, IBackend> open) =>
        new(GpuDevices.NameOf(gpu.Kind), gpu.Name, () => open(gpu, request, false)) { Gpu = gpu, Request = request };

    private Device With(Action<FirstRun>? listener = null, string reason = "", Device? fallback = null) =>
        new(_name, _description, _createBackend)
        {
            Gpu = Gpu,
            Request = Request,
            UsesTensorCores = UsesTensorCores,
            Listener = listener,
            ChoiceReason = reason,
            Fallback = fallback,
        };
}
