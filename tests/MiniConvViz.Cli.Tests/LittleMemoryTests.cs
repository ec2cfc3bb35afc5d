using System.Buffers.Binary;

namespace MiniConvViz.Cli.Tests;

/// <summary>Lack of memory: one line and exit code 2, not an abort, a stack trace or the kernel's SIGKILL.</summary>
[Platform("Linux")]
[Category("Exhaustive")]
public sealed class LittleMemoryTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    /// <summary>The limit that .NET reads from a container, here from a variable.</summary>
    [Test]
    public void ManagedMemoryEnds_EveryCommand_IsReportedInOneLine(
        [Values("render", "statistics", "export", "bench")] string command,
        [Values(0x800000, 0xC00000, 0x2000000)] int limit)
    {
        string weights = RandomCheckpoint.Write(_folder.File("r.safetensors"), "resnet18", 1000);
        string input = command == "bench" ? "" : $"--image {RepositoryFiles.Golden("images", "photo.png")}";

        Shell.Run(
            _folder.Root,
            $"export DOTNET_GCHeapHardLimit={limit:x}; "
            + $"miniconvviz {command} --model resnet18 --weights {weights} {input}")
            .IsRefused(2, "memory");
    }

    /// <summary>Half a gigabyte, of which the largest layer would take half.</summary>
    [TestCase("cpu")]
    [TestCase("reference")]
    [TestCase("ilgpu-cpu")]
    public void Bench_NetworkLargerThanTheMemory_NamesTheNodeAndTheBytes(string device)
    {
        ProcessOutcome outcome = Shell.Run(
            _folder.Root,
            "export DOTNET_GCHeapHardLimit=20000000; miniconvviz bench --model squeezenet1_1 --random-weights 1 "
            + $"--input-shape 1,3,2048,2048 --runs 1 --taps all --device {device}");

        outcome.IsRefused(2, "use a smaller image, a smaller batch, or fewer layers");
        Assert.That(outcome.Error, Does.Match(
            @"^miniconvviz: features\.\d \(\w+\): the feature maps of this run take [\d.]+ [GM]B of memory, "
            + @"this node's \[1,64,102\d,102\d\] 26\d MB of them, and there are \d+ MB; "));
    }

    /// <summary>Not even the input fits; it is refused without allocating it.</summary>
    [Test]
    public void Bench_InputLargerThanTheMemory_IsReportedInOneLine() => Shell
        .Run(
            _folder.Root,
            "export DOTNET_GCHeapHardLimit=20000000; miniconvviz bench --model squeezenet1_1 --random-weights 1 "
            + "--input-shape 20,3,2048,2048 --runs 1")
        .IsRefused(2, "not enough memory");

    /// <summary>Skia's own memory for a progressive image of 16 megapixels, 100 MB, which is not available.</summary>
    [TestCase(1_700_000)]
    [TestCase(2_000_000)]
    [TestCase(2_500_000)]
    public void AddressesEnd_LargeImage_IsReportedInOneLineOrRead(int kilobytes)
    {
        byte[] file = File.ReadAllBytes(RepositoryFiles.Golden("images", "jpeg-progressive.jpg"));
        int frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC2]) + 5;
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame), 4000);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 2), 4000);
        string image = _folder.Write("large.jpg", [.. file, .. new byte[1_000_000]]);

        ProcessOutcome outcome = Shell.Run(
            _folder.Root, $"ulimit -v {kilobytes}; miniconvviz statistics --model fashion-lenet --image {image}");

        if (outcome.ExitCode != 0)
        {
            outcome.IsRefused(2, "there is not enough memory for");
        }
    }
}
