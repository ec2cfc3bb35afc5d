namespace MiniConvViz.Cli.Tests;

/// <summary>Memory that ends: one line and exit code 2, not an abort, a stack trace or the kernel's SIGKILL.</summary>
[Platform("Linux")]
public sealed class LittleMemoryTests
{
    /// <summary>Address space in which the runtime itself starts, with little more.</summary>
    private const string LittleAddressSpace = "ulimit -v 3000000; export DOTNET_GCRegionRange=0x50000000; ";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    /// <summary>The limit that .NET takes over from a container, here from a variable.</summary>
    [Test]
    public void ManagedMemoryEnds_EveryCommand_SaysSoInOneLine(
        [Values("render", "statistics", "export", "bench")] string command,
        [Values(0x800000, 0xC00000, 0x2000000)] int limit)
    {
        string weights = RandomCheckpoint.Write(_folder.File("r.safetensors"), "resnet18", 1000);
        string input = command == "bench" ? "" : $"--image {RepositoryFiles.Golden("images", "photo.png")}";

        Shell.Run(
            _folder.Root,
            $"export DOTNET_GCHeapHardLimit={limit:x}; miniconvviz {command} --model resnet18 --weights {weights} {input}")
            .IsRefused(2, "memory");
    }

    [Test]
    public void Bench_NetworkLargerThanTheMachine_NamesTheNodeAndTheBytes()
    {
        ProcessOutcome outcome = CliProcess.RunIn(
            _folder.Root,
            "bench", "--model", "alexnet", "--random-weights", "1", "--input-shape", "500,3,2400,2400", "--runs", "1",
            "--taps", "all");

        outcome.IsRefused(2, " (", "the feature maps of this run take ", " of memory, this node's [", "use a smaller");
    }
}
