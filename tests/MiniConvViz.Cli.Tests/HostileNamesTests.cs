using System.Globalization;
using System.Text.Json;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Cli.Tests;

/// <summary>
/// Names of tensors, nodes and operators that clear the screen, change colours, break lines or reverse text: every
/// command escapes them.
/// </summary>
public sealed class HostileNamesTests
{
    private const string Hostile = "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202egpj\u2066\r\n\u2028red";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Inspect_Checkpoint_ShowsNamesHarmlessly()
    {
        string output = Run("inspect", "--weights", Checkpoint()).Succeeded().Output;

        Assert.That(output, Does.Contain(@"\u001b[2J").And.Contain(@"\u009b31m").And.Contain(@"\u202egpj"));
        AssertHarmless(output);
    }

    [Test]
    public void Render_CheckpointThatDoesNotFit_RefusesHarmlessly()
    {
        ProcessOutcome outcome = Run("render", "--model", "fashion-lenet", "--weights", Checkpoint());

        outcome.IsRefused(2, "unexpected");
        AssertHarmless(outcome.Error);
    }

    [Test]
    public void Render_UnsupportedOperator_RefusesHarmlessly()
    {
        string model = _folder.Write("net.onnx", new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 1, 6, 6))
            .Node(Hostile, Hostile, ["x"], ["y"])
            .Output(OnnxBytes.Value("y", 1, 1, 6, 6))
            .ToArray());

        ProcessOutcome outcome = Run("inspect", "--model", model);

        outcome.IsRefused(3, @"\u001b[2J");
        AssertHarmless(outcome.Error);
    }

    [Test]
    public void EveryCommand_OnnxNetwork_PrintsNamesHarmlessly(
        [Values("inspect", "statistics", "bench", "export", "render", "verify")] string command)
    {
        string model = Network();
        string input = _folder.File("input.npy");
        NpyWriter.Write(input, new Tensor([1, 1, 6, 6]));
        string[] words = command switch
        {
            "inspect" => [],
            "bench" => ["--runs", "1", "--per-node", "--taps", "all"],
            "statistics" => ["--input", input, "--histogram"],
            "verify" => ["--reference", Reference(model, input), "--html", "report"],
            _ => ["--input", input, "--out", "out"],
        };

        ProcessOutcome outcome = Run([command, "--model", model, .. words]);

        AssertHarmless(outcome.Output);
        AssertHarmless(outcome.Error);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        foreach (string page in Directory.GetFiles(_folder.Root, "index.html", SearchOption.AllDirectories))
        {
            AssertHarmless(File.ReadAllText(page));
        }
    }

    [Test]
    public void Json_Names_ReadBackAsTheyAre()
    {
        string output = Run("inspect", "--model", Network(), "--json").Succeeded().Output;

        AssertHarmless(output);
        Assert.That(
            JsonSerializer.Deserialize<JsonElement>(output).GetProperty("nodes").EnumerateArray()
                .Any(node => node.GetProperty("name").GetString()!.Contains('\u001b')));
    }

    /// <summary>An archive's member must not be unpacked outside of its folder.</summary>
    [Test]
    public void Export_NamesThatClimb_StayInTheArchive()
    {
        string model = _folder.Write("net.onnx", OneConvolution("../../../etc/evil", "weight"));
        string input = _folder.File("input.npy");
        NpyWriter.Write(input, new Tensor([1, 1, 6, 6]));

        Run("export", "--model", model, "--input", input, "--out", "a.npz").Succeeded();

        using System.IO.Compression.ZipArchive archive = System.IO.Compression.ZipFile.OpenRead(_folder.File("a.npz"));
        string[] members = [.. archive.Entries.Select(entry => entry.FullName)];
        Assert.That(members, Has.Some.Contains("evil"));
        Assert.That(members, Has.None.StartsWith("/").And.None.Contains(".."));
    }

    private static byte[] OneConvolution(string node, string weight) => new OnnxBytes()
        .Input(OnnxBytes.Value("x", 1, 1, 6, 6))
        .Initializer(OnnxBytes.Tensor(weight, [2, 1, 3, 3], [.. Enumerable.Range(0, 18).Select(i => i / 9f)]))
        .Node("Conv", node, ["x", weight], ["a"])
        .Node("Relu", node + "/relu", ["a"], ["y"])
        .Output(OnnxBytes.Value("y", 1, 2, 4, 4))
        .ToArray();

    private string Network() => _folder.Write("net.onnx", OneConvolution(Hostile, Hostile));

    private string Reference(string model, string input)
    {
        Run("export", "--model", model, "--input", input, "--format", "safetensors", "--out", "reference.safetensors")
            .Succeeded();
        return _folder.File("reference.safetensors");
    }

    private string Checkpoint()
    {
        string path = _folder.File("hostile.safetensors");
        SafeTensorsWriter.Write(path, [new(Hostile, new Tensor([2])), new("[red]markup[/]", new Tensor([1]))]);
        return path;
    }

    private static void AssertHarmless(string text)
    {
        char[] orders =
        [
            .. text.Where(character => character is not ('\n' or '\r' or '\t') && char.GetUnicodeCategory(character)
                is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator),
        ];
        Assert.That(orders.Select(order => $"U+{(int)order:X4}"), Is.Empty, text);
    }

    private ProcessOutcome Run(params IEnumerable<string> arguments) => CliProcess.RunIn(_folder.Root, arguments);
}
