using System.Text.Json;

namespace MiniConvViz.Cli.Tests;

/// <summary>ONNX files of other programs: inspected, drawn and verified like any other model.</summary>
public sealed class OnnxTests
{
    private TemporaryFolder _folder = null!;

    /// <summary>Exported by PyTorch from <c>tests/python/small_networks.py</c>.</summary>
    private static string Model => RepositoryFiles.Golden(Path.Combine("mutations", "squeeze_excite.onnx"));

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Inspect_HasPyTorchsNames()
    {
        JsonElement json = Run("inspect", "--model", Model, "--json").Succeeded().Json();

        JsonElement nodes = json.GetProperty("nodes");
        string[] names = [.. nodes.EnumerateArray().Select(node => node.GetProperty("name").GetString()!)];
        string[] expected = ["stem", "hardswish", "blocks.0.conv", "blocks.1.norm", "blocks.1.add", "head"];
        Assert.That(names, Is.SupersetOf(expected));
        Assert.That(json.GetProperty("parameters").GetInt64(), Is.EqualTo(1_181));
    }

    [Test]
    public void Inspect_FollowsAnotherBatch()
    {
        JsonElement json = Run("inspect", "--model", Model, "--input-shape", "5,3,40,40", "--json")
            .Succeeded()
            .Json();

        JsonElement last = json.GetProperty("nodes").EnumerateArray().Last();
        Assert.That(last.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32()), Is.EqualTo([5, 5]));
    }

    [Test]
    public void Render_Image_DrawsEveryLayer()
    {
        string image = RepositoryFiles.Get("weights", "images", "ankle-boot.png");

        Run("render", "--model", Model, "--image", image, "--out", _folder.File("out")).Succeeded();

        Assert.That(File.Exists(Path.Combine(_folder.File("out"), "blocks.1.add.png")));
        Assert.That(File.Exists(Path.Combine(_folder.File("out"), "index.html")));
    }

    [Test]
    public void Verify_OwnActivations_AreWithinRounding()
    {
        string reference = _folder.File("reference.safetensors");
        string image = RepositoryFiles.Get("weights", "images", "ankle-boot.png");
        Run(
            "export", "--model", Model, "--image", image, "--format", "safetensors", "--out", reference,
            "--device", "reference").Succeeded();

        JsonElement json = Run("verify", "--model", Model, "--reference", reference, "--json").Succeeded().Json();

        Assert.That(json.GetProperty("wrong").GetInt32(), Is.Zero);
        Assert.That(json.GetProperty("withinRounding").GetInt32(), Is.GreaterThan(25));
    }

    [Test]
    public void Weights_BesideAnOnnxFile_AreRefused() =>
        Run("render", "--model", Model, "--weights", "some.pth").IsRefused(2, "has its own weights");

    [Test]
    public void DamagedFile_IsRefused()
    {
        byte[] whole = File.ReadAllBytes(Model);
        string cut = _folder.Write("cut.onnx", whole.AsSpan(0, whole.Length / 2));

        Run("inspect", "--model", cut).IsRefused(2, "is no ONNX model, or damaged");
    }

    [TestCase("test_layer_normalization_4d_axis1", 0, "3 of 3 outputs")]
    [TestCase("test_nonmaxsuppression_identical_boxes", 3, "contains unsupported nodes: the operator NonMaxSuppression")]
    public void OnnxTest_RunsAFolderOfOnnxsOwn(string name, int exitCode, string words)
    {
        const string Data = "/usr/share/libonnx-testdata/data/node";
        if (!Directory.Exists(Data))
        {
            Requirement.Missing("onnx-testdata", $"{Data} is absent (Debian's libonnx-testdata)");
        }

        ProcessOutcome outcome = Run("verify", "--onnx-test", Path.Combine(Data, name));

        Assert.That(outcome.ExitCode, Is.EqualTo(exitCode));
        Assert.That(outcome.Output + outcome.Error, Does.Contain(words));
    }

    [Test]
    public void OnnxTest_WrongNumbers_Fail()
    {
        const string Right = "/usr/share/libonnx-testdata/data/node/test_relu";
        if (!Directory.Exists(Right))
        {
            Requirement.Missing("onnx-testdata", $"{Right} is absent (Debian's libonnx-testdata)");
        }

        string wrong = Directory.CreateDirectory(Path.Combine(_folder.Root, "test_data_set_0")).FullName;
        File.Copy(Path.Combine(Right, "model.onnx"), _folder.File("model.onnx"));
        File.Copy(Path.Combine(Right, "test_data_set_0", "input_0.pb"), Path.Combine(wrong, "input_0.pb"));
        File.Copy(Path.Combine(Right, "test_data_set_0", "input_0.pb"), Path.Combine(wrong, "output_0.pb"));

        ProcessOutcome outcome = Run("verify", "--onnx-test", _folder.Root);

        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Output, Does.Contain("values differ"));
    }

    private ProcessOutcome Run(params IEnumerable<string> arguments) => CliProcess.RunIn(_folder.Root, arguments);
}
