namespace MiniConvViz.Cli.Tests;

/// <summary>A network that does not fit into a GPU's memory; that of PoCL can be limited.</summary>
[Category("OpenCL")]
public sealed class DeviceMemoryTests
{
    [OneTimeSetUp]
    public void RequirePoCL() => PoCL.Require();

    [Test]
    public void Bench_LargerThanTheDevice_NamesTheNodeAndWhatItNeeds()
    {
        using TemporaryFolder folder = new();
        ProcessOutcome outcome = PoCL.Run(
            PoCL.LittleMemory,
            folder.Root,
            "bench", "--model", "vgg16", "--random-weights", "1", "--input-shape", "1,3,2048,2048", "--runs", "1",
            "--device", "opencl");

        // 64 maps of 2048 x 2048 floats are 2^30 bytes, the whole memory of the device.
        outcome.IsRefused(2, "miniconvviz: features.1: cpu-", ": no memory for 1073741824 bytes more ");
    }
}
