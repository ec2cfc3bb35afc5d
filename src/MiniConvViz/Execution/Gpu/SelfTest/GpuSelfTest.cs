using System.Collections.Concurrent;
using System.Globalization;
using MiniConvViz.Kernels;

namespace MiniConvViz.Execution;

/// <summary>
/// Drivers contain compilers, and compilers have bugs: some generate code that computes wrong values without an error.
/// So the first use of a GPU runs every form of the large kernels (<see cref="GpuFormTest"/>) and then a small network
/// (<see cref="GpuNetworkTest"/>), and compares both with the CPU. Wrong forms are excluded from then on; a device with
/// a wrong operator is refused. The verdict is saved per device, driver version and build of our kernels, in memory and
/// in a file that may be deleted at any time.
/// </summary>
/// <param name="folder">Where verdicts are kept.</param>
/// <param name="open">Opens a device, on its tensor cores if so, and with these forms excluded.</param>
internal sealed class GpuSelfTest(
    string folder, Func<GpuDescription, bool, IReadOnlyCollection<Enum>, GpuAccelerator> open)
{
    /// <summary>
    /// Far larger than rounding and approximated exponentials, far smaller than the error of a wrong value.
    /// </summary>
    private const double Tolerance = 1e-3;

    /// <summary>The same where convolutions round to TF32: a node is off by 1e-3 after some of them.</summary>
    private const double Tf32Tolerance = 2e-2;

    private readonly ConcurrentDictionary<string, GpuVerdict> _verdicts = [];

    /// <summary>A self-test that saves its verdicts in the user's own data folder.</summary>
    public static GpuSelfTest Default { get; } = new(UserDataFolder.For("self-tests"), GpuDevices.OpenAccelerator);

    /// <summary>Opens a device, on its tensor cores if so, and with these forms excluded.</summary>
    public Func<GpuDescription, bool, IReadOnlyCollection<Enum>, GpuAccelerator> Open => open;

    /// <summary>
    /// Tests a device unless it was tested before. ILGPU's emulation runs our code without a driver and is not tested.
    /// </summary>
    /// <param name="gpu">The device.</param>
    /// <param name="usesTensorCores">Whether its convolutions are to run on tensor cores: a test of its own.</param>
    /// <param name="notice">Receives one line when a test finds wrong forms, not when they were found before.</param>
    /// <returns>The forms that must not run on it.</returns>
    /// <exception cref="DeviceException">It computes wrong values, or cannot run the test.</exception>
    public IReadOnlyCollection<Enum> RequirePassed(
        GpuDescription gpu, bool usesTensorCores = false, Action<string>? notice = null)
    {
        if (gpu.Kind == GpuKind.IlgpuCpu)
        {
            return [];
        }

        GpuVerdict verdict = Recall(gpu, usesTensorCores) ?? RunOnce(gpu, usesTensorCores, notice);
        return verdict.Fault is null
            ? [.. verdict.Excluded.Select(form => form.ToEnum()!)]
            : throw new DeviceException(
                $"{gpu.Name}: the self-test found wrong values: {verdict.Fault}. Update the driver, or choose another "
                + "device")
            {
                Remedy = Remedy.RepeatSelfTest,
            };
    }

    /// <summary>The saved verdict on a device; null where there is none.</summary>
    public GpuVerdict? Recall(GpuDescription gpu, bool usesTensorCores = false)
    {
        string key = KeyOf(gpu, usesTensorCores);
        if (!_verdicts.ContainsKey(key) && Read(key) is GpuVerdict verdict)
        {
            _verdicts.TryAdd(key, verdict);
        }

        return _verdicts.GetValueOrDefault(key);
    }

    /// <summary>
    /// Tests a device in any case, with and without its tensor cores if it has some, and saves the verdict.
    /// </summary>
    /// <exception cref="DeviceException">It cannot run the test.</exception>
    public DeviceWarmUp RunAgain(GpuDescription gpu)
    {
        DeviceWarmUp result = RunAndRemember(gpu, usesTensorCores: false);
        if (!gpu.HasTensorCores)
        {
            return result;
        }

        DeviceWarmUp onTensorCores = RunAndRemember(gpu, usesTensorCores: true);
        return result with
        {
            Fault = result.Fault ?? onTensorCores.Fault,
            Excluded = [.. result.Excluded.UnionBy(onTensorCores.Excluded, form => (form.Operator, form.Form))],
        };
    }

    /// <summary>Where the verdict on a device is kept.</summary>
    internal string FileOf(GpuDescription gpu) => TextOf(KeyOf(gpu, usesTensorCores: false)).Path;

    /// <summary>The L2 norm of the difference, in units of the truth's.</summary>
    internal static double RelativeError(ReadOnlySpan<float> ours, ReadOnlySpan<float> truth)
    {
        double difference = 0, size = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            difference += Math.Pow(ours[i] - (double)truth[i], 2);
            size += Math.Pow(truth[i], 2);
        }

        return Math.Sqrt(difference / Math.Max(size, double.Epsilon));
    }

    /// <summary><c>is off by 2.0E-1, relatively</c></summary>
    internal static string Describe(double error) =>
        string.Create(CultureInfo.InvariantCulture, $"is off by {error:0.0E-0}, relatively");

    private GpuVerdict RunOnce(GpuDescription gpu, bool usesTensorCores, Action<string>? notice)
    {
        GpuVerdict verdict = VerdictOf(RunAndRemember(gpu, usesTensorCores));
        if (verdict is { Fault: null, Excluded.Count: > 0 })
        {
            notice?.Invoke($"{gpu.Name}: the self-test excludes {string.Join("; ", verdict.Excluded)}. Other forms compute "
                + "these layers, perhaps more slowly; 'miniconvviz devices' lists what is excluded");
        }

        return verdict;
    }

    private DeviceWarmUp RunAndRemember(GpuDescription gpu, bool usesTensorCores)
    {
        try
        {
            DeviceWarmUp result = Run(gpu, usesTensorCores);
            string key = KeyOf(gpu, usesTensorCores);
            _verdicts[key] = VerdictOf(result);
            TextOf(key).Write(_verdicts[key].ToText());
            return result;
        }
        catch (DeviceException problem)
        {
            // The failing node is one of the self-test, not of the user's network.
            throw new DeviceException($"self-test: {problem.Message}", problem);
        }
    }

    private DeviceWarmUp Run(GpuDescription gpu, bool usesTensorCores)
    {
        double tolerance = usesTensorCores ? Tf32Tolerance : Tolerance;
        GpuFormTest forms = new(OpenWithout, tolerance) { ChosenOnly = gpu.IsProcessor };
        ExcludedForm[] bad =
        [
            .. forms.Run()
                .Where(result => result.Fault is not null)
                .Select(result => ExcludedForm.Of(result.Form, result.Fault!)),
        ];
        if (bad.FirstOrDefault(form => GpuFormCase.IsSimplest(form.ToEnum()!)) is ExcludedForm simplest)
        {
            return new DeviceWarmUp($"{simplest}", forms.Kernels, forms.CompileTime);
        }

        GpuNetworkTest network = new(gpu, OpenBackend, tolerance);
        GpuVerdict verdict = network.Run(bad);
        return new DeviceWarmUp(
            verdict.Fault, forms.Kernels + network.Kernels, forms.CompileTime + network.CompileTime)
        {
            Excluded = verdict.Excluded,
        };

        GpuAccelerator OpenWithout(IReadOnlyCollection<Enum> excluded) => open(gpu, usesTensorCores, excluded);

        GpuBackend OpenBackend(IReadOnlyCollection<Enum> excluded) =>
            GpuDevices.BackendOf(() => OpenWithout(excluded), gpu, usesTensorCores);
    }

    private static GpuVerdict VerdictOf(DeviceWarmUp result) => new(result.Fault, result.Excluded);

    private static string KeyOf(GpuDescription gpu, bool usesTensorCores) =>
        $"{gpu.Kind} {gpu.Name} {gpu.Version} {gpu.Driver} {typeof(GpuAccelerator).Module.ModuleVersionId}"
        + (usesTensorCores ? " TF32" : "");

    private GpuVerdict? Read(string key) =>
        TextOf(key).Read() is string text ? GpuVerdict.Parse(text) : null;

    private RememberedText TextOf(string key) => new(folder, key);
}
