using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Networks;

namespace MiniConvViz.Tests.Networks;

/// <summary>Networks that are described in a JSON file.</summary>
public sealed class ArchitectureFileTests
{
    private const string Input = "\"input\": {\"channels\": 1, \"size\": 8}";
    private const string Fc = "{\"name\": \"fc\", \"kind\": \"Linear\", \"in_features\": 64, \"out_features\": 2}";
    private const string Flatten = "{\"name\": \"flatten\", \"kind\": \"Flatten\"}";

    private static IEnumerable<TestCaseData> Mistakes =>
    [
        Mistake("[]", "expected a JSON object with 'name', 'input' and 'layers'"),
        Mistake("{\"input\": {}}", "'name' is missing: expected a text"),
        Mistake("{\"name\": 3}", "'name' is 3, expected a text"),
        Mistake("{\"name\": \"n\", \"input\": {\"channels\": 0}}",
            "input: 'channels' is 0, expected a whole number from 1 to 1024"),
        Mistake("{\"name\": \"n\", \"input\": {\"channels\": 1, \"size\": 8, \"mean\": [0, 1]}}",
            "input: 'mean' has 2 numbers, expected 1, one per channel"),
        Mistake("{\"name\": \"n\", \"input\": {\"channels\": 1, \"size\": 8, \"std\": [0]}}",
            "input: 'std' has to be finite and above zero"),
        Mistake("{\"name\": \"n\", \"input\": {\"channels\": 1, \"size\": 8, \"crop\": 4}}",
            "input: 'crop' is unknown here; expected channels, resize, size, mean, std"),
        Mistake(Layers(), "'layers' is empty, expected at least one layer"),
        Mistake(Layers("{\"kind\": \"ReLU\"}"), "layers[0]: 'name' is missing: expected a text"),
        Mistake(Layers("{\"name\": \"a\", \"kind\": \"Relu\"}"),
            "layers[0] (a): 'Relu' is no kind of layer; the kinds are Conv2d, BatchNorm2d, Linear, MaxPool2d, AvgPool2d, "
            + "AdaptiveAvgPool2d, Flatten, Dropout, Identity, ReLU, ReLU6, LeakyReLU, SiLU, Hardswish, GELU, ELU, Sigmoid, "
            + "Tanh, Softmax and Residual"),
        Mistake(Layers("{\"name\": \"a\", \"kind\": \"ReLU\", \"inplace\": true}"),
            "layers[0] (a): 'inplace' is unknown here; expected kind, name"),
        Mistake(Layers("{\"name\": \"c\", \"kind\": \"Conv2d\", \"in_channels\": 1, \"out_channels\": 2}"),
            "layers[0] (c): 'kernel_size' is missing: expected a whole number, or two of them in brackets"),
        Mistake(Layers(Conv("\"kernel_size\": [3, 0]")),
            "layers[0] (c): 'kernel_size' is [3, 0], expected a whole number from 1 to 1024, or two of them in brackets"),
        Mistake(Layers(Conv("\"kernel_size\": 3, \"groups\": 2")),
            "layers[0] (c): 'groups' is 2, expected a divisor of 1 and 2 channels"),
        Mistake(Layers("{\"name\": \"l\", \"kind\": \"Linear\", \"in_features\": 100000, \"out_features\": 100000}"),
            "layers[0] (l): its weight would have 10000000000 elements, expected at most 268435456"),
        Mistake(Layers("{\"name\": \"p\", \"kind\": \"MaxPool2d\", \"kernel_size\": 2, \"padding\": 2}"),
            "layers[0] (p): padding is smaller than the window (2, 2), got (2, 2)"),
        Mistake(Layers("{\"name\": \"r\", \"kind\": \"Residual\", \"layers\": [3]}"),
            "layers[0] (r): 'layers' is [3], expected a list of layers"),
        Mistake(Layers("{\"name\": \"r\", \"kind\": \"Residual\"}"),
            "layers[0] (r): 'layers' is empty, expected at least one layer"),
        Mistake(Layers(Flatten), "expected a Conv2d or a Linear among the outermost 'layers'"),
        Mistake($"{{\"name\": \"n\", {Input}, \"classes\": [\"a\"], \"layers\": [{Flatten}, {Fc}]}}",
            "'classes' has 1 name, expected 2, as the last layer has outputs"),
    ];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    /// <summary>Names, shapes and arguments have the same meaning as in PyTorch, at every node.</summary>
    [TestCase("tutorial", 12)]
    [TestCase("residual", 12)]
    public void Read_NetworkOfTheExamples_ComputesWhatPyTorchDoes(string name, int nodes)
    {
        Architecture architecture = ArchitectureFile.Read(RepositoryFiles.Get($"docs/examples/{name}.json"));
        Network network = ModelZoo.Load(
            ModelZoo.Fit(architecture, StateDict.Read(Golden($"{name}.pth")))!, new NetworkVariant(architecture.Classes));

        Verification result =
            new Verifier(network, ReferenceFile.Read(Golden($"{name}.safetensors")), Device.Reference).Run();

        Assert.Multiple(() =>
        {
            Assert.That(result.Count(Verdict.WithinRounding), Is.EqualTo(nodes));
            Assert.That(result.NotInNetwork, Is.Empty);
            Assert.That(result.NotInReference, Is.Empty);
        });
    }

    [Test]
    public void Read_Tutorial_HasItsCard()
    {
        Architecture architecture = ArchitectureFile.Read(RepositoryFiles.Get("docs/examples/tutorial.json"));
        Assert.Multiple(() =>
        {
            Assert.That(architecture.Name, Is.EqualTo("tutorial"));
            Assert.That(architecture.Classes, Is.EqualTo(10));
            Assert.That(architecture.ClassifierWeight, Is.EqualTo("fc3.weight"));
            Assert.That(architecture.Card.CropSize, Is.EqualTo(32));
            Assert.That(architecture.Card.Mean, Is.EqualTo(new[] { 0.5f, 0.5f, 0.5f }));
            Assert.That(architecture.Card.ClassNames, Has.Count.EqualTo(10).And.Member("frog"));
        });
    }

    /// <summary>A checkpoint that was fine-tuned determines the number of classes, as in the zoo.</summary>
    [Test]
    public void Build_OtherNumberOfClasses_ChangesTheLastLayer()
    {
        Architecture architecture = ArchitectureFile.Read(RepositoryFiles.Get("docs/examples/residual.json"));
        Network network = architecture.Build(new RandomParameters(1), classes: 7);
        Assert.That(network.InferShapes([[1, 1, 16, 16]])[^1].ToString(), Is.EqualTo("[1,7]"));
    }

    [TestCaseSource(nameof(Mistakes))]
    public void Read_Mistake_IsNamedInOneLine(string json, string problem)
    {
        string path = _folder.File("net.json");
        File.WriteAllText(path, json);
        Assert.That(
            Assert.Throws<UnreadableInputException>(() => ArchitectureFile.Read(path))!.Message,
            Is.EqualTo($"net.json: {problem}"));
    }

    [Test]
    public void Read_NoJson_ReportsWhere()
    {
        string path = _folder.File("net.json");
        File.WriteAllText(path, "{ \"name\": \"n\",, }");
        Assert.That(
            Assert.Throws<UnreadableInputException>(() => ArchitectureFile.Read(path))!.Message,
            Does.StartWith("net.json: is not JSON: ").And.Contain("LineNumber: 0"));
    }

    [Test]
    public void Read_LayersThatDoNotFit_NameTheLayerWhenBuilt()
    {
        string path = _folder.File("net.json");
        File.WriteAllText(path, Layers(Flatten, Fc.Replace("64", "63", StringComparison.Ordinal)));
        Architecture architecture = ArchitectureFile.Read(path);
        Assert.That(
            Assert.Throws<NetworkException>(() => architecture.Build(new BlankParameters(), 2))!.Message,
            Does.Contain("fc (Linear)").And.Contain("63").And.Contain("64"));
    }

    private static string Golden(string file) => RepositoryFiles.Get($"tests/goldens/own-networks/{file}");

    private static string Layers(params string[] layers) =>
        $"{{\"name\": \"n\", {Input}, \"layers\": [{string.Join(", ", layers)}]}}";

    private static string Conv(string fields) =>
        $"{{\"name\": \"c\", \"kind\": \"Conv2d\", \"in_channels\": 1, \"out_channels\": 2, {fields}}}";

    private static TestCaseData Mistake(string json, string problem) =>
        new TestCaseData(json, problem).SetArgDisplayNames(problem[..Math.Min(problem.Length, 60)]);
}
