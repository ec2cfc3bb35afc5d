using System.Text.Json;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli.Tests;

/// <summary><c>inspect</c>, <c>devices</c> and the help texts from outside.</summary>
public sealed class InspectTests
{
    [Test]
    public void Inspect_Table_HasARowPerNode()
    {
        string table = Succeed("inspect", "--model", "fashion-resnet").Output;

        foreach (Node node in ModelZoo.Load("fashion-resnet").Nodes)
        {
            Assert.That(table, Does.Contain($" {node.Name} "));
        }

        Assert.That(table, Does.Contain("Conv2d(1, 16, kernel_size=(3, 3)").And.Contain("[1,16,28,28]"));
    }

    [Test]
    public void Inspect_ArchitectureWithoutWeights_CountsWhatTorchvisionCounts()
    {
        JsonElement network = Succeed("inspect", "--model", "resnet18", "--json").Json();

        Assert.That(network.GetProperty("parameters").GetInt64(), Is.EqualTo(11_689_512));
        Assert.That(network.GetProperty("multiplyAdds").GetInt64(), Is.EqualTo(1_814_073_344));
        Assert.That(network.GetProperty("classes").GetArrayLength(), Is.EqualTo(1000));
    }

    [Test]
    public void Inspect_CpuColumn_ReportsAlgorithmsAndWhatIsComputedAlong()
    {
        JsonElement network = Succeed("inspect", "--model", "fashion-resnet", "--json").Json();
        string table = Succeed("inspect", "--model", "fashion-resnet").Output;

        Dictionary<string, string> cpu = network.GetProperty("nodes").EnumerateArray().ToDictionary(
            node => node.GetProperty("name").GetString()!, node => node.GetProperty("cpu").GetString()!);
        JsonElement[] algorithms =
        [
            .. network.GetProperty("algorithms").EnumerateObject().Select(algorithm => algorithm.Value),
        ];
        Assert.That(cpu["layer1.0.bn1"], Is.EqualTo("in layer1.0.conv1"));
        Assert.That(cpu["layer1.0.add"], Is.EqualTo("in layer1.0.conv2"));
        Assert.That(network.GetProperty("algorithms").TryGetProperty(cpu["layer1.0.conv1"], out _), cpu["conv1"]);
        foreach (JsonElement explanation in algorithms)
        {
            Assert.That(table, Does.Contain($": {explanation.GetString()}"));
        }
    }

    [Test]
    public void Inspect_InputShape_IsFollowedThroughTheNetwork()
    {
        ProcessOutcome outcome = Succeed("inspect", "--model", "resnet18", "--input-shape", "1,3,375,500", "--json");

        JsonElement[] nodes = [.. outcome.Json().GetProperty("nodes").EnumerateArray()];
        Assert.That(ShapeOf("conv1"), Is.EqualTo([1, 64, 188, 250]));
        Assert.That(ShapeOf("layer4.1.relu_1"), Is.EqualTo([1, 512, 12, 16]));
        Assert.That(ShapeOf("fc"), Is.EqualTo([1, 1000]));

        int[] ShapeOf(string name) =>
        [
            .. nodes.Single(node => node.GetProperty("name").GetString() == name)
                .GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32()),
        ];
    }

    [TestCase("fashion-lenet.pth")]
    [TestCase("fashion-lenet.safetensors")]
    public void Inspect_CheckpointAlone_ListsItsTensorsAndTheModelTheyFit(string name)
    {
        string weights = RepositoryFiles.Get("weights", "fashion-lenet", name);
        JsonElement checkpoint = Succeed("inspect", "--weights", weights, "--json").Json();
        string table = Succeed("inspect", "--weights", weights).Output;

        IEnumerable<string?> models = checkpoint
            .GetProperty("models").EnumerateArray().Select(model => model.GetString());
        Assert.That(models, Is.EqualTo(["fashion-lenet"]));
        Assert.That(checkpoint.GetProperty("tensors").GetArrayLength(), Is.EqualTo(10));
        Assert.That(table, Does.Contain(" conv2.weight ").And.Contain("[32,16,5,5]").And.Contain("fits fashion-lenet"));
    }

    [TestCase("resnet18", 7)]
    [TestCase("squeezenet1_1", 1000)]
    [TestCase("mobilenet_v2", 3)]
    public void Inspect_CheckpointOfAnyNumberOfClasses_FindsItsModel(string model, int classes)
    {
        using TemporaryFolder folder = new();
        string weights = RandomCheckpoint.Write(folder.File("unknown.safetensors"), model, classes);

        string table = Succeed("inspect", "--weights", weights).Output;

        Assert.That(table, Does.Contain($"fits {model}{Environment.NewLine}"));
    }

    [Test]
    public void Inspect_CheckpointOfNoKnownModel_IsReported() => Assert.That(
        Succeed("inspect", "--weights", RepositoryFiles.Golden("checkpoints", "shared-zip.pth")).Output,
        Does.Contain("fits no model of the zoo").And.Contain("shares its values with"));

    [TestCase("checkpoints/namespace-zip.pth", "args: Namespace(lr=0.1)")]
    [TestCase("checkpoints/numpy_scalar-legacy.pth", "best: 0.5")]
    [TestCase("checkpoints-2.6/numpy_scalar-zip.pth", "best: 0.5")]
    public void Inspect_ObjectsBesideTheWeights_AreShown(string file, string expected)
    {
        string path = RepositoryFiles.Golden(file.Split('/'));
        JsonElement beside = Succeed("inspect", "--weights", path, "--json").Json().GetProperty("beside");

        Assert.That(Succeed("inspect", "--weights", path).Output, Does.Contain(expected + Environment.NewLine));
        Assert.That($"{beside.EnumerateObject().First().Name}: {beside.EnumerateObject().First().Value}",
            Is.EqualTo(expected));
    }

    [TestCase("weights.pth")]
    [TestCase("weights.safetensors")]
    public void Inspect_CheckpointAsTheModel_ReportsWhereItBelongs(string file) =>
        CliProcess.RunIn(Path.GetTempPath(), "inspect", "--model", file).IsRefused(
            2, $"{file}: that is a checkpoint: --weights {file}");

    [Test]
    public void Inspect_CheckpointThatNearlyFits_NamesTheNearest()
    {
        using TemporaryFolder folder = new();
        string weights = RandomCheckpoint.Write(
            folder.File("odd.safetensors"), "resnet18", 5, leaveOut: "layer4.1.bn2");

        ProcessOutcome outcome = Succeed("inspect", "--weights", weights);
        JsonElement near = Succeed("inspect", "--weights", weights, "--json").Json().GetProperty("near")[0];

        Assert.That(outcome.Output, Does.Contain("fits no model of the zoo; near it are resnet18 (98 agree)"));
        Assert.That(near.GetProperty("model").GetString(), Is.EqualTo("resnet18"));
        Assert.That(near.GetProperty("agreeingTensors").GetInt32(), Is.EqualTo(98));
    }

    [Test]
    public void Devices_ListsEveryDeviceAndWhyOneIsMissing()
    {
        string table = Succeed("devices").Output;
        JsonElement[] devices = [.. Succeed("devices", "--json").Json().EnumerateArray()];

        string[] names = [.. devices.Select(device => device.GetProperty("name").GetString()!)];
        Assert.That(names, Is.SupersetOf(["cuda", "opencl", "ilgpu-cpu", "cpu", "reference"]));
        Assert.That(devices.Count(device => device.GetProperty("isAuto").GetBoolean()), Is.EqualTo(1));
        foreach (JsonElement device in devices)
        {
            Assert.That(table, Does.Contain(device.GetProperty("name").GetString()));
            Assert.That(table, Does.Contain(device.GetProperty("problem").GetString() ?? ""));
        }
    }

    [Test]
    public void Devices_Measured_ReportsRatesOfEveryDeviceThatIsThere()
    {
        JsonElement[] devices =
            [.. Succeed("devices", "--measure", "--warm-up", "--json").Json().EnumerateArray()];
        foreach (JsonElement device in devices)
        {
            bool isMissing = device.GetProperty("problem").ValueKind == JsonValueKind.String;
            JsonElement measured = device.GetProperty("measured");
            Assert.That(measured.ValueKind == JsonValueKind.Null, Is.EqualTo(isMissing));
            if (!isMissing)
            {
                Assert.That(measured.GetProperty("copyBytesPerSecond").GetDouble(), Is.GreaterThan(1e6));
                Assert.That(measured.GetProperty("convolutionFlopsPerSecond").GetDouble(), Is.GreaterThan(1e6));
            }
        }

        JsonElement emulation = devices.Single(device => device.GetProperty("name").GetString() == "ilgpu-cpu");
        JsonElement warmedUp = emulation.GetProperty("warmedUp");
        Assert.That(warmedUp.GetProperty("kernels").GetInt32(), Is.GreaterThan(8));
        Assert.That(warmedUp.GetProperty("fault").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [TestCase("render")]
    [TestCase("export")]
    [TestCase("inspect")]
    [TestCase("bench")]
    [TestCase("devices")]
    public void Help_OfEveryCommand_HasExamples(string command)
    {
        string help = Succeed(command, "--help").Output;

        Assert.That(help, Does.Contain("Examples:").And.Contain($"miniconvviz {command}"));
        Assert.That(Succeed("--help").Output, Does.Contain($"  {command} "));
    }

    [TestCase("render", "--colormap NAME")]
    [TestCase("export", "--format FORMAT")]
    [TestCase("inspect", "--weights FILE|DIR")]
    [TestCase("statistics", "--histogram")]
    [TestCase("verify", "--reference FILE")]
    [TestCase("bench", "--per-node")]
    [TestCase("devices", "--measure")]
    public void Help_OfEveryCommand_IsOneScreenWithExamplesFirst(string command, string option)
    {
        string[] lines = Succeed(command, "--help").Output.TrimEnd().Split(Environment.NewLine);

        Assert.That(lines, Has.Length.AtMost(60));
        Assert.That(lines, Has.None.EndsWith("…"), "a line that is cut");
        Assert.That(lines.Skip(Array.LastIndexOf(lines, "")), Has.All.Length.AtMost(80));
        Assert.That(Array.IndexOf(lines, "Examples:"), Is.InRange(1, 6));
        Assert.That(lines, Has.Some.Contains(option));
        Assert.That(lines[^1], Is.EqualTo($"'miniconvviz {command} --help-all' describes them in full."));
        Assert.That(Succeed(command, "--help-all").Output, Does.Contain("Options:"));
    }

    private static ProcessOutcome Succeed(params IEnumerable<string> arguments) =>
        CliProcess.RunIn(Path.GetTempPath(), arguments).Succeeded();
}
