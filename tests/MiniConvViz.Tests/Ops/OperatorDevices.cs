using MiniConvViz.Execution;

namespace MiniConvViz.Tests;

/// <summary>The devices that every operator is tested on.</summary>
internal sealed class OperatorDevices
{
    private static readonly string[] Names = ["reference", "cpu", "ilgpu-cpu", "opencl", "cuda"];

    /// <summary>Those that this machine has.</summary>
    public static IEnumerable<string> Present => Names.Where(name => Problem(name) is null);

    /// <summary>
    /// The device of that name; on <c>cpu</c> two threads, so that work is shared even where there is one core.
    /// </summary>
    /// <exception cref="DeviceException">This machine has no such device.</exception>
    public static Device Open(string name) => name == "cpu" ? Device.Cpu(threads: 2) : Device.Parse(name);

    /// <summary>A device that is missing is reported once, as a skip with the reason.</summary>
    [TestCaseSource(nameof(Names))]
    public void Device_IsPresent(string name)
    {
        if (Problem(name) is string problem)
        {
            Requirement.Missing(name, problem);
        }
    }

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
