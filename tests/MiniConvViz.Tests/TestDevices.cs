using MiniConvViz.Execution;
using NUnit.Framework.Internal;

namespace MiniConvViz.Tests;

/// <summary>The devices that every operator and the bundled networks are tested on.</summary>
internal sealed class TestDevices
{
    private static readonly string[] Names = ["reference", "cpu", "ilgpu-cpu", "opencl", "cuda"];

    /// <summary>
    /// One fixture per device that this machine has; OpenCL's is in the category OpenCL, CUDA's in Cuda.
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

    private static IEnumerable<TestCaseData> EveryName => Names.Select(name =>
        CategoryOf(name) is string category ? new TestCaseData(name).SetCategory(category) : new TestCaseData(name));

    /// <summary>
    /// The device of that name; on <c>cpu</c> two threads, so that work is shared even where there is one core.
    /// </summary>
    /// <exception cref="DeviceException">This machine has no such device.</exception>
    public static Device Open(string name) => name == "cpu" ? Device.Cpu(threads: 2) : Device.Parse(name);

    /// <summary>A device that is missing is reported once, as a skip with the reason.</summary>
    [TestCaseSource(nameof(EveryName))]
    public void Device_IsPresent(string name)
    {
        if (Problem(name) is string problem)
        {
            Requirement.Missing(name, problem);
        }
    }

    private static string? CategoryOf(string device) => device switch
    {
        "opencl" => "OpenCL",
        "cuda" => "Cuda",
        _ => null,
    };

    private static string? Problem(string name)
    {
        try
        {
            Open(name);
            return null;
        }
        catch (DeviceException problem)
        {
            return problem.Message;
        }
    }
}
