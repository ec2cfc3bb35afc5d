using System.Text.Json;
using System.Text.RegularExpressions;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli.Tests;

/// <summary><c>verify</c> from outside: its table, JSON, report and exit codes.</summary>
public sealed partial class VerifyTests
{
    private TemporaryFolder _folder = null!;

    private static string Whole => RepositoryFiles.Get("weights", "fashion-resnet", "reference.safetensors");

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("")]
    [TestCase("--isolate")]
    [TestCase("--no-isolate")]
    public void Verify_BundledModel_IsWithinRounding(string option)
    {
        string output = Verify(Whole, option.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Succeeded().Output;

        foreach (Node node in ModelZoo.Load("fashion-resnet").Nodes.Skip(1))
        {
            Assert.That(output, Does.Contain($" {node.Name} "));
        }

        Assert.That(output, Does.Contain("52 within rounding, 0 suspicious, 0 wrong"));
        Assert.That(output, Does.Not.Contain("first divergence"));
        Assert.That(output, Does.Not.Contain('\u001b'), "colours are for terminals");
    }

    [TestCase("--isolate")]
    [TestCase("--no-isolate")]
    public void Verify_Tf32_ReportsItsPriceAndJudgesFloat32(string option)
    {
        string output = Verify(Whole, option, "--tf32").Succeeded().Output;

        Assert.That(output, Does.Contain("52 within rounding, 0 suspicious, 0 wrong"));
        Assert.That(output, Does.Contain("rel L2 in TF32"));
        Assert.That(output, Does.Match("TF32 costs: [^ ]+ .*e-[678] -> .*e-[34] at worst, fc .* at the end"));
    }

    /// <summary>The options for preprocessing are those of render.</summary>
    [TestCase("--gray16 scale --exif --resize 28x28", 0)]
    [TestCase("--range 1 --mean 0.286 --std 0.353", 0)]
    [TestCase("--mean 0.9", 1)]
    [TestCase("--range 255", 1)]
    public void Verify_ImageOptions_PrepareTheInput(string options, int exitCode)
    {
        string image = Path.Combine(ModelZoo.BundledFolder, "images", "ankle-boot.png");

        ProcessOutcome outcome = Verify(Whole, ["--image", image, "--json", .. options.Split(' ')]);

        Assert.That(outcome.ExitCode, Is.EqualTo(exitCode), outcome.Error);
        double difference = outcome.Json().GetProperty("nodes")[0].GetProperty("maxDifference").GetDouble();
        Assert.That(difference > 0.01, Is.EqualTo(exitCode == 1));
    }

    [Test]
    public void Verify_TheReferencesImage_IsItsInput()
    {
        string image = Path.Combine(ModelZoo.BundledFolder, "images", "ankle-boot.png");

        JsonElement input = Verify(Whole, "--image", image, "--json").Succeeded().Json().GetProperty("nodes")[0];

        Assert.That(input.GetProperty("name").GetString(), Is.EqualTo("x"));
        Assert.That(input.GetProperty("maxDifference").GetDouble(), Is.Zero);
    }

    [Test]
    public void Verify_BatchNormOverwrittenInPlace_IsExplained()
    {
        ProcessOutcome outcome = Verify(Planted());

        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Error, Is.Empty);
        Assert.That(outcome.Output, Does.Contain("first divergence: bn1 (BatchNorm2d), wrong"));
        Assert.That(outcome.Output, Does.Contain("reference captured after an in-place ReLU"));
        Assert.That(outcome.Output, Does.Contain("remedy: keep output.clone()"));
        Assert.That(outcome.Output, Does.Contain("not in the reference: layer2.0.conv1 (near layer2.0.conv_1)"));
        Assert.That(outcome.Output, Does.Contain("not in the network: layer2.0.conv_1 (near layer2.0.conv1)"));
    }

    [Test]
    public void Verify_Json_ReportsTheSame()
    {
        JsonElement told = Verify(Planted(), "--json").Json();

        Assert.That(told.GetProperty("wrong").GetInt32(), Is.EqualTo(1));
        Assert.That(told.GetProperty("withinRounding").GetInt32(), Is.EqualTo(50));
        Assert.That(told.GetProperty("firstDivergence").GetString(), Is.EqualTo("bn1"));
        Assert.That(
            told.GetProperty("explanation").GetProperty("hypothesis").GetString(), Does.Contain("in-place ReLU"));
        JsonElement node = told.GetProperty("nodes").EnumerateArray().Single(IsBn1);
        Assert.That(node.GetProperty("verdict").GetString(), Is.EqualTo("wrong"));
        Assert.That(node.GetProperty("worstAt").GetArrayLength(), Is.EqualTo(4));
        Assert.That(node.GetProperty("expected").GetSingle(), Is.Zero);
        Assert.That(node.GetProperty("got").GetSingle(), Is.Negative);

        static bool IsBn1(JsonElement node) => node.GetProperty("name").GetString() == "bn1";
    }

    [Test]
    public void Verify_Html_ShowsTheWorstLayersThreeTimes()
    {
        Verify(Planted(), "--html", "report");

        string page = File.ReadAllText(_folder.File("report/index.html"));
        string[] pictures = [.. PictureFiles().Matches(page).Select(match => match.Groups["file"].Value).Distinct()];
        Assert.That(page, Does.Contain("in-place ReLU").And.Contain("class=\"wrong\""));
        Assert.That(pictures, Is.SupersetOf(["bn1.ours.png", "bn1.PyTorch.png", "bn1.difference.png"]));
        Assert.That(
            Directory.EnumerateFiles(_folder.File("report")).Select(Path.GetFileName),
            Is.EquivalentTo([.. pictures, "index.html", FileManifest.Name]));
    }

    [TestCase("--layers fc", "compare with what? Give --reference")]
    [TestCase("--reference none.safetensors", "none.safetensors: no such file")]
    [TestCase("--isolate --no-isolate", "contradict")]
    public void Verify_BadOption_IsRefused(string options, string told) =>
        CliProcess.RunIn(_folder.Root, ["verify", "--model", "fashion-lenet", .. options.Split(' ')])
            .IsRefused(2, told);

    [Test]
    public void Verify_ReferenceOfAnotherNetwork_IsRefused()
    {
        string path = _folder.File("other.safetensors");
        SafeTensorsWriter.Write(path, [new("conv1", new Tensor([1, 3]))]);

        Verify(path).IsRefused(2, "other.safetensors", "'input'", "conv1", "dump_reference.py");
    }

    [GeneratedRegex("src=\"(?<file>[^\"]+)\"")]
    private static partial Regex PictureFiles();

    private ProcessOutcome Verify(string reference, params IEnumerable<string> options) => CliProcess.RunIn(
        _folder.Root, ["verify", "--model", "fashion-resnet", "--device", "cpu", "--reference", reference, .. options]);

    /// <summary>The output of a faulty hook: bn1 after its ReLU, and one name misspelt.</summary>
    private string Planted()
    {
        Dictionary<string, Tensor> tensors =
            StateDict.Read(Whole).Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.ToTensor());
        tensors["bn1"] = tensors["relu"];
        tensors.Remove("layer2.0.conv1", out Tensor? renamed);
        tensors["layer2.0.conv_1"] = renamed!;
        string path = _folder.File("planted.safetensors");
        SafeTensorsWriter.Write(path, tensors);
        return path;
    }
}
