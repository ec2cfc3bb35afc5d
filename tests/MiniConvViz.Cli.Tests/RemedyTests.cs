using MiniConvViz.Tests;

namespace MiniConvViz.Cli.Tests;

/// <summary>The library's messages name no options; the command line adds them.</summary>
public sealed class RemedyTests
{
    [Test]
    public void Inspect_OnnxFileAsWeights_NamesTheModelOption()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("net.bin"), [0x08, 7, 0x12, 0, 0, 0, 0, 0]);
        ProcessOutcome outcome = CliProcess.RunIn(folder.Root, "inspect", "--weights", "net.bin");
        Assert.That(outcome.Error.Trim(), Does.EndWith(
            "net.bin: is an ONNX model, not weights alone; give it as the model: --model file.onnx"));
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }

    [Test]
    public void Render_UnknownNode_NamesTheCommandThatListsNodes()
    {
        ProcessOutcome outcome = CliProcess.RunIn(
            Path.GetTempPath(), "render", "--model", "fashion-lenet", "--layers", "convx");
        Assert.That(outcome.Error.Trim(), Is.EqualTo(
            "miniconvviz: fashion-lenet has no node 'convx'; near it are conv1, conv2, x, pool1; "
            + "'miniconvviz inspect' lists all nodes"));
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }
}
