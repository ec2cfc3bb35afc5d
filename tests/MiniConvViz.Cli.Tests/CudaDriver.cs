namespace MiniConvViz.Cli.Tests;

/// <summary>
/// The stand-in for NVIDIA's driver (tests/cuda/driver), which runs ILGPU's CUDA kernels on an interpreter. Children of
/// a test process that was started with it inherit it.
/// </summary>
internal static class CudaDriver
{
    private const string Driver = "MINICONVVIZ_CUDA_DRIVER", Settings = "MINICONVVIZ_CUDA";

    /// <summary>The first use of a device tests it, which takes half a minute on the interpreter.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(240);

    /// <summary>Ends the test where it was not started with the driver.</summary>
    public static void Require()
    {
        if (Environment.GetEnvironmentVariable(Driver) is not { Length: > 0 })
        {
            Requirement.Missing(
                "cuda-driver", $"{Driver} is not set: tests/cuda/driver/build.sh says how to start a test with it");
        }
    }

    /// <summary>Runs the program on it.</summary>
    /// <param name="settings">Faults and properties, as tests/cuda/driver/settings.c lists them; may be empty.</param>
    /// <param name="userData">The folder in which the program stores verdicts on devices.</param>
    /// <param name="arguments">The program's own.</param>
    public static ProcessOutcome Run(string settings, string userData, params IEnumerable<string> arguments) =>
        ChildProcess.Run(
            "env",
            [$"{Settings}={settings}", "dotnet", .. CliProcess.CommandOf(CliProcess.Folder, arguments)],
            userData,
            Limit,
            userData);
}
