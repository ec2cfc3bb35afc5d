using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Kernels.Tests.Ptx;
using NUnit.Framework.Internal;

namespace MiniConvViz.Tests;

/// <summary>The devices that every operator and the bundled networks are tested on.</summary>
internal sealed class TestDevices
{
    private const string Ptx = "ptx";

    private static readonly string[] Names = ["reference", "cpu", "ilgpu-cpu", "opencl", "cuda"];

    /// <summary>
    /// One fixture per device that this machine has; OpenCL's is in the category OpenCL, CUDA's in Cuda, that of vector
    /// code in Cpu.
    /// </summary>
    public static IEnumerable<TestFixtureData> Fixtures
    {
        get
        {
            foreach (string name in Names.Where(name => Problem(name) is null))
            {
                TestFixtureData fixture = new(name);
                if (CategoryOf(name) is string category)
                {
                    fixture.Properties.Add(PropertyNames.Category, category);
                }

                yield return fixture;
            }
        }
    }

    /// <summary>
    /// As <see cref="Fixtures"/>, and one more in the category Ptx: NVIDIA's instructions, interpreted on the CPU. For
    /// tests with few multiply-adds.
    /// </summary>
    public static IEnumerable<TestFixtureData> FixturesAndPtx
    {
        get
        {
            TestFixtureData ptx = new(Ptx);
            ptx.Properties.Add(PropertyNames.Category, "Ptx");
            return Fixtures.Append(ptx);
        }
    }

    private static IEnumerable<TestCaseData> EveryName => Names.Select(name =>
        CategoryOf(name) is string category ? new TestCaseData(name).SetCategory(category) : new TestCaseData(name));

    /// <summary>
    /// The device of that name; on <c>cpu</c> two threads, so that work is shared even where there is one core. A test
    /// that needs one that is missing ends here.
    /// </summary>
    public static Device Open(string name)
    {
        try
        {
            return Find(name);
        }
        catch (DeviceException problem)
        {
            Requirement.Missing(name, problem.Message);
            throw;
        }
    }

    /// <summary>
    /// A GPU without its self-test, which takes long where instructions are interpreted. A test that needs one that is
    /// missing ends here.
    /// </summary>
    /// <param name="kind">The kind of GPU.</param>
    /// <param name="opened">Receives the device that each session opens.</param>
    public static Device Untested(GpuKind kind, Action<GpuBackend>? opened = null)
    {
        try
        {
            GpuDescription gpu = GpuDevices.Find(kind);
            return Device.Of(GpuDevices.NameOf(kind), gpu.Name, () =>
            {
                GpuBackend backend = GpuDevices.OpenUntested(gpu);
                opened?.Invoke(backend);
                return backend;
            });
        }
        catch (DeviceException problem)
        {
            Requirement.Missing(GpuDevices.NameOf(kind), problem.Message);
            throw;
        }
    }

    /// <summary>A device that is missing is reported once, as a skip with the reason.</summary>
    [TestCaseSource(nameof(EveryName))]
    public void Device_IsPresent(string name) => Require(name);

    /// <summary>Ends the test where this machine has no such device.</summary>
    public static void Require(string name)
    {
        if (Problem(name) is string problem)
        {
            Requirement.Missing(name, problem);
        }
    }

    private static GpuTuning NothingTuned =>
        new(Path.Combine(Path.GetTempPath(), "no-such-folder"), PtxDevice.Description, usesTensorCores: false);

    private static Device Find(string name) => name switch
    {
        "cpu" => Device.Cpu(threads: 2),
        Ptx => Device.Of(Ptx, PtxDevice.Description.Name, () => new GpuBackend(PtxDevice.Open(), NothingTuned)),
        _ => Device.Parse(name),
    };

    private static string? CategoryOf(string device) => device switch
    {
        "cpu" => "Cpu",
        "opencl" => "OpenCL",
        "cuda" => "Cuda",
        _ => null,
    };

    private static string? Problem(string name)
    {
        try
        {
            Find(name);
            return null;
        }
        catch (DeviceException problem)
        {
            return problem.Message;
        }
    }
}
