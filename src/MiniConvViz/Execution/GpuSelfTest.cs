using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// Drivers have compilers, and compilers have bugs: some are known to compute wrong numbers in silence. So the first
/// time a GPU is used, it runs a small network beside the CPU, node by node, and then, unless it is a CPU in disguise,
/// every form of the large kernels (<see cref="GpuFormTest"/>). The verdict is remembered per device, driver version
/// and build of our kernels, in memory and in a file that may be deleted at any time.
/// </summary>
internal sealed class GpuSelfTest(string folder)
{
    /// <summary>Far beyond rounding and approximated exponentials, far below what a wrong number does.</summary>
    private const double Tolerance = 1e-3;

    /// <summary>The same where convolutions round to TF32: a node is off by 1e-3 after some of them.</summary>
    private const double Tf32Tolerance = 2e-2;

    private const string Passed = "passed";

    private readonly ConcurrentDictionary<string, string> _verdicts = [];

    /// <summary>Remembers in the user's own data folder.</summary>
    public static GpuSelfTest Default { get; } = new(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } data
            ? Path.Combine(data, "miniconvviz", "self-tests")
            : Path.Combine(Path.GetTempPath(), "miniconvviz-self-tests"));

    /// <summary>Tests a device unless that was done before. ILGPU's emulation runs our own code and is trusted.</summary>
    /// <param name="gpu">The device.</param>
    /// <param name="usesTensorCores">Whether its convolutions are to run on tensor cores: a test of its own.</param>
    /// <exception cref="DeviceException">It computes wrong numbers, or cannot run the test.</exception>
    public void RequirePassed(GpuDescription gpu, bool usesTensorCores = false)
    {
        if (gpu.Kind == GpuKind.IlgpuCpu)
        {
            return;
        }

        string verdict = _verdicts.GetOrAdd(
            KeyOf(gpu, usesTensorCores), key => Recall(key) ?? Remember(key, VerdictOf(Run(gpu, usesTensorCores))));
        if (verdict != Passed)
        {
            throw new DeviceException(
                $"{gpu.Name}: the self-test found wrong numbers: {verdict}. Update the driver, or take another device; "
                + $"'miniconvviz devices --warm-up' tests again");
        }
    }

    /// <summary>Tests a device in any case, with and without its tensor cores if it has some, and remembers.</summary>
    /// <exception cref="DeviceException">It cannot run the test.</exception>
    public DeviceWarmUp RunAgain(GpuDescription gpu)
    {
        DeviceWarmUp result = RunAgain(gpu, usesTensorCores: false);
        string? fault = gpu.HasTensorCores ? RunAgain(gpu, usesTensorCores: true).Fault : null;
        return result with { Fault = result.Fault ?? fault };
    }

    /// <summary>The first node whose numbers differ from the expected ones, and how; or that all is well.</summary>
    internal static string Judge(
        IEnumerable<Activation> computed, Func<string, Tensor> expected, double tolerance = Tolerance)
    {
        foreach (Activation activation in computed)
        {
            double error = RelativeError(activation.Values.Values, expected(activation.Name).Values);
            if (!(error <= tolerance))
            {
                return $"{activation.Name} ({activation.Node.Operator.Kind}) is off by {error:E1}, relatively";
            }
        }

        return Passed;
    }

    /// <summary>The first form of a kernel that computes something else than the reference loops, and how.</summary>
    private static string Judge(GpuAccelerator gpu, double tolerance)
    {
        using GpuFormTest test = new(gpu);
        try
        {
            foreach ((string form, double error) in test.Run())
            {
                if (!(error <= tolerance))
                {
                    return $"{form} is off by {error:E1}, relatively";
                }
            }

            return Passed;
        }
        catch (GpuException problem)
        {
            throw new DeviceException(problem.Message, problem);
        }
    }

    private static string VerdictOf(DeviceWarmUp result) => result.Fault ?? Passed;

    /// <summary>Where the verdict on a device is kept.</summary>
    internal string FileOf(GpuDescription gpu) => FileOf(KeyOf(gpu, usesTensorCores: false));

    private DeviceWarmUp RunAgain(GpuDescription gpu, bool usesTensorCores)
    {
        DeviceWarmUp result = Run(gpu, usesTensorCores);
        string key = KeyOf(gpu, usesTensorCores);
        _verdicts[key] = Remember(key, VerdictOf(result));
        return result;
    }

    private static DeviceWarmUp Run(GpuDescription gpu, bool usesTensorCores)
    {
        try
        {
            return RunNetworkAndForms(gpu, usesTensorCores);
        }
        catch (DeviceException problem)
        {
            // Its nodes are not the user's.
            throw new DeviceException($"self-test: {problem.Message}", problem);
        }
    }

    private static DeviceWarmUp RunNetworkAndForms(GpuDescription gpu, bool usesTensorCores)
    {
        Network network = TestNetwork();
        Tensor input = new RandomParameters(5).Get("input", [2, 3, 19, 17]);
        GpuBackend? backend = null;
        Device device = Device.Of(
            GpuDevices.NameOf(gpu.Kind), gpu.Name, () => backend = GpuDevices.OpenUntested(gpu, usesTensorCores));
        using Session session = new(network, device);
        using Session truth = new(network, Device.Cpu(1));
        using Tap tap = session.Tap("*");
        using Tap expected = truth.Tap("*");
        truth.Run(input);
        session.Run(input);
        double tolerance = usesTensorCores ? Tf32Tolerance : Tolerance;
        string verdict = Judge(tap.Activations, name => expected[name].Values, tolerance);

        // A device that is the CPU in disguise compiles the forms of large groups, which it never chooses, for half a
        // minute.
        verdict = verdict == Passed && !gpu.IsProcessor ? Judge(backend!.Gpu, tolerance) : verdict;
        string? fault = verdict == Passed ? null : verdict;
        return new DeviceWarmUp(fault, backend!.Gpu.CompiledKernels, backend.Gpu.CompileTime);
    }

    /// <summary>
    /// Every family of kernels that convolutional networks live on, in odd sizes and, for the 1x1 filters, an even one.
    /// </summary>
    private static Network TestNetwork()
    {
        NetworkBuilder net = new(new ModelCard("self-test", 3, null, 17, [], [], []), new RandomParameters(4));
        Node x = net.Conv2d("stem", net.Input(), 3, 20, kernel: 7, stride: 2, padding: 3);
        x = net.Apply("stem.pool", new MaxPool2d(3, 1, 1), x);
        Node y = net.Conv2d("block.conv", x, 20, 20, kernel: 3, padding: 1, bias: false);
        y = net.BatchNorm2d("block.bn", y, 20);
        y = net.Apply("block.add", new Add(), y, x);
        y = net.Apply("block.relu", new ReLU(), y);
        y = net.Conv2d("depthwise", y, 20, 20, kernel: 4, stride: 2, padding: 1, groups: 20);
        y = net.Apply("silu", new SiLU(), y);
        y = net.Conv2d("pointwise", y, 20, 130, kernel: 1);
        y = net.Conv2d("wide", y, 130, 130, kernel: 3, padding: 1);
        y = net.Apply("cat", new Concat(), y, net.Apply("mean", new AvgPool2d(3, 1, 1), y));
        y = net.Apply("flatten", new Flatten(), net.Apply("avgpool", new AdaptiveAvgPool2d(1), y));
        net.Apply("softmax", new Softmax(1), net.Linear("fc", y, 260, 12));
        return net.Build();
    }

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

    private static string KeyOf(GpuDescription gpu, bool usesTensorCores) =>
        $"{gpu.Kind} {gpu.Name} {gpu.Version} {gpu.Driver} {typeof(GpuAccelerator).Module.ModuleVersionId}"
        + (usesTensorCores ? " TF32" : "");

    /// <summary>The remembered verdict; null where there is none, or none that can be read.</summary>
    private string? Recall(string key)
    {
        try
        {
            return File.ReadAllText(FileOf(key)) is { Length: > 0 } verdict ? verdict : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string Remember(string key, string verdict)
    {
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(FileOf(key), stream => stream.Write(Encoding.UTF8.GetBytes(verdict)));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or UnreadableInputException)
        {
            // Nowhere to write: the next process tests again.
        }

        return verdict;
    }

    private string FileOf(string key) =>
        Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16] + ".txt");
}
