using System.Text.RegularExpressions;

namespace MiniConvViz.Cli.Tests;

/// <summary>A driver whose compiler refuses our kernels, or makes wrong ones.</summary>
[Category("OpenCL")]
public sealed class KernelCompilationTests
{
    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void RequirePoCL()
    {
        _folder = new TemporaryFolder();
        PoCL.Require();
    }

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Bench_KernelsThatDoNotCompile_ReportsNodeDeviceKernelAndCompilerLog()
    {
        ProcessOutcome first = Run(PoCL.BrokenCompiler, "bench", "--model", "fashion-lenet", "--runs", "1");
        AssertRefused(first, "self-test: Conv2d Naive");

        // A device that passed its self-test, and whose compiler broke afterwards.
        Run(PoCL.Sound, "bench", "--model", "fashion-lenet", "--runs", "1").Succeeded();
        ProcessOutcome second = Run(PoCL.BrokenCompiler, "bench", "--model", "fashion-lenet", "--runs", "1");
        AssertRefused(second, "conv1 (Conv2d)");
    }

    [Test]
    public void Bench_KernelsThatComputeWrongNumbers_IsRefusedUntilTheyComputeRightOnes()
    {
        string[] bench = ["bench", "--model", "fashion-lenet", "--runs", "1", "--device", "opencl"];
        using TemporaryFolder userData = new();
        ProcessOutcome examined = PoCL.Run(PoCL.WrongCompiler, userData.Root, "devices", "--warm-up");
        Assert.That(examined.ExitCode, Is.EqualTo(1), examined.Error);
        Assert.That(examined.Output, Does.Match(@"(?m)^opencl: .*; self-test: Conv2d Naive: is off by .*\.$"));

        PoCL.Run(PoCL.WrongCompiler, userData.Root, bench).IsRefused(2, "the self-test found wrong values");
        PoCL.Run(PoCL.Sound, userData.Root, bench).IsRefused(2, "the self-test found wrong values", "--warm-up");
        PoCL.Run(PoCL.Sound, userData.Root, "devices", "--warm-up").Succeeded();
        PoCL.Run(PoCL.Sound, userData.Root, bench).Succeeded();
    }

    // PoCL itself counts the errors, on a line before.
    private static void AssertRefused(ProcessOutcome outcome, string node)
    {
        string line = outcome.Error.Split('\n').Single(line => line.StartsWith("miniconvviz: ", StringComparison.Ordinal));
        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(2));
            Assert.That(line, Does.Match(
                $@"^miniconvviz: {Regex.Escape(node)}: cpu-.*: \w+\.Kernel does not compile: CL_BUILD_PROGRAM_FAILURE: "
                + ".*error: .*unknown type name 'nonsense'"));
            Assert.That(line, Does.Not.Match(@"[\0\r]").And.Not.Contain("   at "));
            Assert.That(outcome.Output, Is.Empty);
        });
    }

    private ProcessOutcome Run(string setting, params IEnumerable<string> arguments) =>
        PoCL.Run(setting, _folder.Root, [.. arguments, "--device", "opencl"]);
}
