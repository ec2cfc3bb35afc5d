using MiniConvViz.Kernels;

namespace MiniConvViz.Cli.Tests;

/// <summary>An OpenCL driver that runs kernels on the CPU, and lets the environment spoil it in many ways.</summary>
internal static class PoCL
{
    /// <summary>Its compiler refuses our kernels: OpenCL's word for the device's memory means something else.</summary>
    public const string BrokenCompiler = "POCL_EXTRA_BUILD_FLAGS=-Dglobal=nonsense";

    /// <summary>
    /// Its compiler makes something else of our kernels: in each group the same threads do the work of the first group.
    /// </summary>
    public const string WrongCompiler = "POCL_EXTRA_BUILD_FLAGS=-Dget_global_id=get_local_id";

    /// <summary>Nothing is the matter.</summary>
    public const string Sound = "POCL_EXTRA_BUILD_FLAGS=";

    /// <summary>The device has one GiB.</summary>
    public const string LittleMemory = "POCL_MEMORY_LIMIT=1";

    /// <summary>Ends the test where there is none.</summary>
    public static void Require()
    {
        GpuDescription device = GpuDiscovery.Find().First(gpu => gpu.Kind == GpuKind.OpenCL);
        if (!device.IsUsable || !device.Name.StartsWith("cpu-", StringComparison.Ordinal))
        {
            Requirement.Missing("opencl", $"PoCL's device is what this test needs: {device.Problem ?? device.Name}");
        }
    }

    /// <summary>Runs the program with such a setting.</summary>
    /// <param name="setting"><c>NAME=value</c></param>
    /// <param name="userData">Where it remembers which devices passed their test.</param>
    /// <param name="arguments">The program's own.</param>
    public static ProcessOutcome Run(string setting, string userData, params IEnumerable<string> arguments) =>
        ChildProcess.Run(
            "env",
            [setting, "dotnet", .. CliProcess.CommandOf(CliProcess.Folder, arguments)],
            userData,
            TimeSpan.FromSeconds(60),
            userData);
}
