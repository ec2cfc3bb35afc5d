using System.Text.Json;

namespace MiniConvViz.Cli.Tests;

/// <summary>A network that does not fit into a GPU's memory; PoCL's can be made as small as one likes.</summary>
[Category("OpenCL")]
public sealed class DeviceMemoryTests
{
    [OneTimeSetUp]
    public void RequirePoCL()
    {
        JsonElement device = CliProcess.RunIn(Path.GetTempPath(), "devices", "--json").Succeeded().Json()
            .EnumerateArray()
            .Single(device => device.GetProperty("name").GetString() == "opencl");
        string hardware = device.GetProperty("hardware").GetString()!;
        if (!hardware.StartsWith("cpu-", StringComparison.Ordinal))
        {
            Requirement.Missing("opencl", $"PoCL's device is what this test needs, there is {hardware}");
        }
    }

    [Test]
    public void Bench_LargerThanTheDevice_NamesTheNodeAndWhatItNeeds()
    {
        string[] bench =
        [
            "bench", "--model", "vgg16", "--random-weights", "1", "--input-shape", "1,3,2048,2048", "--runs", "1",
            "--device", "opencl",
        ];
        ProcessOutcome outcome = ChildProcess.Run(
            "env",
            ["POCL_MEMORY_LIMIT=1", "dotnet", .. CliProcess.CommandOf(CliProcess.Folder, bench)],
            Path.GetTempPath(),
            TimeSpan.FromSeconds(60));

        // 64 maps of 2048 x 2048 floats are 2^30 bytes, all that the device has.
        outcome.IsRefused(2, "miniconvviz: features.1: cpu-", ": no memory for 1073741824 bytes more ");
    }
}
