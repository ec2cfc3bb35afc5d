using System.Text.Json;

namespace MiniConvViz.Cli.Tests;

/// <summary>
/// A faulty GPU, from the first time that the program uses it: what is excluded, what is refused, the messages, and the
/// choice of <c>auto</c>.
/// </summary>
[Category("Cuda")]
public sealed class CudaSelfTestTests
{
    private static readonly string[] Verify =
    [
        "verify", "--model", "fashion-lenet",
        "--reference", RepositoryFiles.Get("weights", "fashion-lenet", "reference.safetensors"),
    ];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void RequireDriver()
    {
        CudaDriver.Require();
        _folder = new TemporaryFolder();
    }

    [TearDown]
    public void DeleteFolder() => _folder?.Dispose();

    [Test]
    public void Verify_OneFormIsWrong_ExcludesItReportsOnceAndComputesTheRightNumbers()
    {
        // The form of the first layer of the network.
        const string Fault = "wrong=Conv2dGpuFirstLayer";
        ProcessOutcome first = Run(Fault, [.. Verify, "--device", "cuda"]);
        Assert.That(first.ExitCode, Is.Zero, first.Error);
        Assert.That(first.Error.Trim(), Does.Match(
            @"^miniconvviz: NVIDIA H200 .*: the self-test excludes Conv2d FirstLayer: is off by 1\.0E-2, relatively\. [^\n]*$"));

        Run(Fault, [.. Verify, "--device", "cuda"]).Succeeded();
        Assert.That(
            Run(Fault, "devices").Succeeded().Output,
            Does.Contain("cuda: the self-test excluded Conv2d FirstLayer: is off by 1.0E-2, relatively."));
        JsonElement excluded = Cuda(Run(Fault, "devices", "--json")).GetProperty("excluded");
        Assert.That(excluded.EnumerateArray().Single().GetProperty("form").GetString(), Is.EqualTo("FirstLayer"));

        // Without the self-test, its wrong values are in the output.
        Assert.That(Run(Fault, [.. Verify, "--device", "cuda", "--untested"]).ExitCode, Is.EqualTo(1));
    }

    [Test]
    public void Verify_OneFormFaultsAndOneIsNotAssembled_ExcludesThoseTwo()
    {
        // A sticky fault: everything later in its context fails.
        const string Faults = "launch=Conv2dGpuGemm128;module=LinearGpuFewRows";
        ProcessOutcome first = Run(Faults, [.. Verify, "--device", "cuda"]);
        Assert.That(first.ExitCode, Is.Zero, first.Error);
        Assert.That(first.Error.Trim(), Does.Match(
            "^miniconvviz: NVIDIA H200 .*: the self-test excludes Conv2d Gemm128: .*; Linear FewRows: [^\\n]*$"));
        Dictionary<string, string> excluded = Cuda(Run(Faults, "devices", "--json")).GetProperty("excluded").EnumerateArray().ToDictionary(
            form => $"{form.GetProperty("operator").GetString()} {form.GetProperty("form").GetString()}",
            form => form.GetProperty("reason").GetString()!);
        Assert.That(excluded.Keys, Is.EqualTo(["Conv2d Gemm128", "Linear FewRows"]));
        Assert.That(excluded["Conv2d Gemm128"], Does.Contain("unspecified launch failure"));
        Assert.That(excluded["Linear FewRows"], Does.Contain("LinearGpuFewRows.Kernel does not compile"));
        Run(Faults, [.. Verify, "--device", "cuda"]).Succeeded();
    }

    [Test]
    public void Render_TheGpuFailsItsSelfTest_AutoTakesTheCpuInOneLineAndCudaIsRefused()
    {
        const string Fault = "wrong=LinearGpuNaive";
        string[] render = ["render", "--model", "fashion-lenet", "--layers", "conv1", "--json"];
        ProcessOutcome onAuto = Run(Fault, render);
        Assert.That(onAuto.ExitCode, Is.Zero, onAuto.Error);
        Assert.That(onAuto.Error.Trim(), Does.Match(
            @"^miniconvviz: auto chooses cpu, since cuda does not work: NVIDIA H200 .*: the self-test found wrong values: "
            + @"Linear Naive: is off by 1\.0E-2, relatively\. [^\n]*$"));
        JsonElement summary = onAuto.Json()[0];
        Assert.That(summary.GetProperty("device").GetString(), Does.StartWith("cpu ("));
        Assert.That(summary.GetProperty("deviceReason").GetString(), Is.EqualTo("cuda does not work here"));

        Run(Fault, [.. render, "--device", "cuda"]).IsRefused(2, "Linear Naive", "devices --warm-up", "--untested");
        string devices = Run(Fault, "devices").Succeeded().Output;
        Assert.That(devices, Does.Match("(?m)^ *cuda .*fails its self-test *$")
            .And.Match("(?m)^ *cpu .*default \\(auto\\) *$"));
        Run(Fault, [.. render, "--device", "cuda", "--untested"]).Succeeded();
    }

    [Test]
    public void Render_TheGpuDoesNotOpen_AutoTakesTheCpuInOneLine()
    {
        ProcessOutcome outcome = Run("lose=1", "render", "--model", "fashion-lenet", "--layers", "conv1");
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        Assert.That(outcome.Error.Trim(), Does.Match("^miniconvviz: auto chooses cpu, since cuda does not work: [^\n]*$"));
        Assert.That(outcome.Output, Does.Contain("computed on cpu: cuda does not work here"));
    }

    [Test]
    public void Render_OnAuto_MeasuresTheGpusStartTwiceAndThenTakesTheFaster()
    {
        string[] render = ["render", "--model", "fashion-lenet", "--layers", "conv1"];
        for (int run = 0; run < 2; run++)
        {
            Assert.That(
                Run("", render).Succeeded().Output,
                Does.Contain("computed on cuda: how long it takes to start is measured first"));
        }

        // Which of the two it is depends on the machine.
        Assert.That(
            Run("", render).Succeeded().Output,
            Does.Match(@"(?m)^computed on (cuda|cpu): faster for 1 image, measured: \d+\.\d\d s"));
        Assert.That(Cuda(Run("", "devices", "--json")).GetProperty("startSeconds").GetDouble(), Is.Positive);
        Assert.That(Run("", "devices").Output, Does.Match(@"(?m)^cuda: takes \d+\.\d\d s to start; auto chooses cpu "));

        // Damaged files are ignored.
        foreach (string file in Directory.GetFiles(_folder.File("miniconvviz/times")))
        {
            File.WriteAllBytes(file, [0, 1, 2]);
        }

        Assert.That(Run("", render).Succeeded().Output, Does.Contain("computed on cuda: how long it takes to start"));
    }

    private static JsonElement Cuda(ProcessOutcome outcome) =>
        outcome.Json().EnumerateArray().Single(device => device.GetProperty("name").GetString() == "cuda");

    private ProcessOutcome Run(string settings, params IEnumerable<string> arguments) =>
        CudaDriver.Run(settings, _folder.Root, arguments);
}
