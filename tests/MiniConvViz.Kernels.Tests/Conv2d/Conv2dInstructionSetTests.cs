using System.Diagnostics;

namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// Runs the tests of the vector kernels again in processes that are told to do without some instructions, as an older
/// machine would. By hand: <c>DOTNET_EnableAVX2=0 dotnet test --filter FullyQualifiedName~.Conv2dSimdTests.</c>.
/// </summary>
public class Conv2dInstructionSetTests
{
    /// <summary>Set in the child process: the form it must choose.</summary>
    internal const string ExpectedForm = "MINICONVVIZ_EXPECTED_TILE";

    [TestCase("DOTNET_EnableAVX512", "Avx2")]
    [TestCase("DOTNET_EnableAVX2", "Vector128")]
    [TestCase("DOTNET_EnableHWIntrinsic", "Scalar")]
    [CancelAfter(120_000)]
    public async Task Conv2dSimd_WithoutInstructions_MatchesReference(
        string instructionSwitch, string expectedForm, CancellationToken timeout)
    {
        // A child that ran this test would start children of its own, without end.
        Assert.That(Environment.GetEnvironmentVariable(ExpectedForm), Is.Null, "the filter must not match this class");
        Conv2dTileForm form = Enum.Parse<Conv2dTileForm>(expectedForm);
        Assume.That(Conv2dTileForms.Best, Is.GreaterThanOrEqualTo(form), "this machine lacks the instructions anyway");

        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string tests = typeof(Conv2dInstructionSetTests).Assembly.Location;
        ProcessStartInfo start = new(host, ["vstest", tests, "--TestCaseFilter:FullyQualifiedName~.Conv2dSimdTests."])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[instructionSwitch] = "0";
        start.Environment[ExpectedForm] = expectedForm;

        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(timeout);
            string output = await process.StandardOutput.ReadToEndAsync(timeout);
            await process.WaitForExitAsync(timeout);
            Assert.That(process.ExitCode, Is.Zero, $"{instructionSwitch}=0:\n{output}\n{await errors}");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
