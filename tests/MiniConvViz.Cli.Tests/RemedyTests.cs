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
            "net.bin: is an ONNX model, not weights alone; give it as the model: --model net.bin"));
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }

    [TestCase("--model fashion-lenet", "'miniconvviz inspect --model fashion-lenet' lists all nodes")]
    [TestCase(
        "-m fashion-lenet --weights fashion-lenet/fashion-lenet.safetensors",
        "'miniconvviz inspect --model fashion-lenet --weights fashion-lenet/fashion-lenet.safetensors' lists all nodes")]
    public void Render_UnknownNode_NamesTheCommandThatListsNodes(string model, string remedy)
    {
        ProcessOutcome outcome = CliProcess.RunIn(
            Path.Combine(CliProcess.Folder, "models"), ["render", .. model.Split(' '), "--layers", "convx"]);
        Assert.That(outcome.Error.Trim(), Is.EqualTo(
            $"miniconvviz: fashion-lenet has no node 'convx'; near it are conv1, conv2, x, pool1; {remedy}"));
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }

    [Test]
    public void Export_UnknownNodeOfAnOnnxFile_RepeatsTheFile()
    {
        string image = RepositoryFiles.Get("weights", "images", "ankle-boot.png");
        string model = RepositoryFiles.Golden("mutations", "squeeze_excite.onnx");
        CliProcess.RunIn(Path.GetTempPath(), "render", "-m", model, "--image", image, "--layers", "convx")
            .IsRefused(2, $"'miniconvviz inspect --model {model}' lists all nodes");
    }
}
