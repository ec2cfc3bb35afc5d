namespace MiniConvViz.Cli.Tests;

/// <summary>Misspelt words: one line that names the word and the nearest names.</summary>
public sealed class NearNameTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("inspct --model vgg11", "there is no command 'inspct'; near it is inspect. See 'miniconvviz --help'.")]
    [TestCase("xyzzy", "there is no command 'xyzzy'. See 'miniconvviz --help'.")]
    [TestCase(
        "render --modle resnet18",
        "render has no option '--modle'; near it is --model. See 'miniconvviz render --help'.")]
    [TestCase(
        "bench --pernode --model vgg11",
        "bench has no option '--pernode'; near it is --per-node. See 'miniconvviz bench --help'.")]
    [TestCase("devices --glitter", "devices has no option '--glitter'. See 'miniconvviz devices --help'.")]
    [TestCase("devices vgg11", "devices does not understand 'vgg11'. See 'miniconvviz devices --help'.")]
    [TestCase("inspect something", "inspect does not understand 'something'. See 'miniconvviz inspect --help'.")]
    [TestCase("inspect vgg11",
        "inspect does not understand 'vgg11'; did you mean --model vgg11? See 'miniconvviz inspect --help'.")]
    [TestCase("inspect resnet-18",
        "inspect does not understand 'resnet-18'; did you mean --model resnet18? See 'miniconvviz inspect --help'.")]
    [TestCase("render cat.jpg",
        "render does not understand 'cat.jpg'; did you mean --image cat.jpg? See 'miniconvviz render --help'.")]
    [TestCase("render net.onnx",
        "render does not understand 'net.onnx'; did you mean --model net.onnx? See 'miniconvviz render --help'.")]
    [TestCase("render resnet18.pth",
        "render does not understand 'resnet18.pth'; did you mean --weights resnet18.pth? See 'miniconvviz render --help'.")]
    [TestCase(
        "inspect net",
        "inspect does not understand 'net', but there is a file: --model net.onnx. See 'miniconvviz inspect --help'.")]
    [TestCase("inspect --model net", "there is no model 'net', but there is a file: --model net.onnx")]
    [TestCase("inspect --model resnet-18", "there is no model 'resnet-18'; near it are resnet18, resnet18d, resnet34")]
    [TestCase(
        "render --model fashion-lenet --mean 0.5,0.5", "--mean takes 1 number, one per channel, got '0.5,0.5'.")]
    public void Word_NearlyRight_IsCorrected(string arguments, string line)
    {
        _folder.Write("net.onnx", []);

        ProcessOutcome outcome = CliProcess.RunIn(_folder.Root, arguments.Split(' '));

        Assert.That(outcome.Error, Is.EqualTo($"miniconvviz: {line}{Environment.NewLine}"));
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }

    [TestCase("conv1,relu1", "conv1 relu1")]
    [TestCase("Conv2d", "conv1 conv2")]
    [TestCase("conv2d,fc*", "conv1 conv2 fc1 fc2 fc3")]
    public void Layers_AsPeopleWriteThem_AreUnderstood(string layers, string expected) => Assert.That(
        CliProcess.RunIn(_folder.Root, "statistics", "--model", "fashion-lenet", "--layers", layers, "--json")
            .Succeeded().Json().GetProperty("layers").EnumerateArray()
            .Select(layer => layer.GetProperty("node").GetString()),
        Is.EqualTo(expected.Split(' ')));

    [TestCase("render --device c", "cpu cuda ilgpu-cpu opencl reference")]
    [TestCase("render --model fashion-", "fashion-lenet fashion-resnet")]
    [TestCase("render --colormap m", "magma coolwarm")]
    [TestCase("render --normalize sym", "symmetric")]
    public void Completion_OfValues_NamesThem(string line, string expected) => Assert.That(
        CliProcess.RunIn(_folder.Root, $"[suggest:{line.Length}]", line).Succeeded()
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
        Is.SupersetOf(expected.Split(' ')[..1]));
}
