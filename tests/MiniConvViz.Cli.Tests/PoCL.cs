using MiniConvViz.Kernels;

namespace MiniConvViz.Cli.Tests;

/// <summary>An OpenCL driver that runs kernels on the CPU; environment variables plant faults in it.</summary>
internal static class PoCL
{
    /// <summary>Its compiler refuses our kernels: a macro redefines OpenCL's keyword for global memory.</summary>
    public const string BrokenCompiler = "POCL_EXTRA_BUILD_FLAGS=-Dglobal=nonsense";

    /// <summary>
    /// Its compiler changes our kernels: every work-group computes the elements of the first one.
    /// </summary>
    public const string WrongCompiler = "POCL_EXTRA_BUILD_FLAGS=-Dget_global_id=get_local_id";

    /// <summary>No fault.</summary>
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
    /// <param name="userData">The folder in which it stores verdicts on devices.</param>
    /// <param name="arguments">The program's own.</param>
    public static ProcessOutcome Run(string setting, string userData, params IEnumerable<string> arguments) =>
        ChildProcess.Run(
            "env",
            [setting, "dotnet", .. CliProcess.CommandOf(CliProcess.Folder, arguments)],
            userData,
            TimeSpan.FromSeconds(60),
            userData);
}
