using System.Text.Json;
using MiniConvViz.Formats;
using MiniConvViz.Imaging;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli.Tests;

/// <summary>Networks of Keras through tf2onnx: [N,H,W,C] goes in, and some maps are laid out so.</summary>
public sealed class ChannelsLastTests
{
    private TemporaryFolder _folder = null!;

    private static string Keras => RepositoryFiles.Shared("cases", "nhwc", "net.onnx");

    private static string Photo => RepositoryFiles.Golden("images", "photo.png");

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Image_IsFedWithItsChannelsLast()
    {
        Run("export", "--model", Keras, "--image", Photo, "--range", "255", "--out", "out.npz").Succeeded();

        Tensor input = TensorFile.Read($"{_folder.File("out.npz")}:input");
        Preprocessing torchvisions = new() { ResizeShortSide = 36, CropHeight = 32, CropWidth = 32 };
        byte[] seen = torchvisions.Apply(ImageReader.Read(Photo)).Images[0].Pixels;
        Assert.That(input.Shape, Is.EqualTo(Shape.Create([1, 32, 32, 3])));
        Assert.That(input.Values.ToArray(), Is.EqualTo(seen.Select(value => (float)value)));
    }

    [Test]
    public void OpenSize_IsTheImages()
    {
        string open = RepositoryFiles.Shared("cases", "free_axes", "nhwc_dynamic.onnx");
        Run("export", "--model", open, "--image", Photo, "--out", "out.npz").Succeeded();

        Assert.That(
            TensorFile.Read($"{_folder.File("out.npz")}:input").Shape, Is.EqualTo(Shape.Create([1, 71, 97, 3])));
    }

    [Test]
    public void Maps_AreDrawnByTheirLastAxisWhereThatIsTheirChannels()
    {
        string input = RepositoryFiles.Shared("cases", "nhwc", "in0.npy");
        Run("render", "--model", Keras, "--input", input, "--out", "out").Succeeded();

        RenderedReport report = new(_folder.File("out"));
        Assert.That(Channels(report, "conv2d"), Is.EqualTo((8, (string?)null)), "[1,8,16,16]");
        Assert.That(Channels(report, "conv2d_1.permute"), Is.EqualTo((4, (string?)"NHWC")), "[1,8,8,4]");
        Assert.That(Channels(report, "conv2d_1"), Is.EqualTo((4, (string?)"NHWC")), "[1,8,8,4]");
        Assert.That(File.ReadAllText(_folder.File("out/index.html")), Does.Contain("[1,8,8,4], channels last"));
        float[] expected = TensorFile.Read(RepositoryFiles.Shared("cases", "nhwc", "expected_0.npy")).Values.ToArray();
        Assert.That(
            report["layers"].EnumerateArray().Last().GetProperty("values").EnumerateArray().Select(v => v.GetSingle()),
            Is.EqualTo(expected).Within(1e-5f));
    }

    [TestCase("cpu")]
    [TestCase("reference")]
    [TestCase("ilgpu-cpu")]
    public void Statistics_AreOfTheLastAxisWhereThatIsTheChannels(string device)
    {
        string input = RepositoryFiles.Shared("cases", "nhwc", "in0.npy");
        JsonElement all = Run("statistics", "--model", Keras, "--input", input, "--device", device, "--json")
            .Succeeded().Json();
        Run("export", "--model", Keras, "--input", input, "--device", "reference", "--out", "out.npz").Succeeded();

        JsonElement layer = all.GetProperty("layers").EnumerateArray().Single(
            one => one.GetProperty("node").GetString() == "conv2d_1");
        float[] values = TensorFile.Read($"{_folder.File("out.npz")}:conv2d_1").Values.ToArray();
        double[] means =
        [
            .. values.Index().GroupBy(value => value.Index % 4).Select(c => c.Average(value => value.Item)),
        ];
        Assert.That(layer.GetProperty("layout").GetString(), Is.EqualTo("NHWC"));
        Assert.That(
            layer.GetProperty("channels").EnumerateArray().Select(channel => channel.GetProperty("mean").GetDouble()),
            Is.EqualTo(means).Within(1e-5));
    }

    [Test]
    public void Export_NamesTheNodesWhoseChannelsAreLast()
    {
        string input = RepositoryFiles.Shared("cases", "nhwc", "in0.npy");
        Run("export", "--model", Keras, "--input", input, "--format", "npy", "--out", "out").Succeeded();

        JsonElement index = JsonDocument.Parse(File.ReadAllText(_folder.File("out/index.json"))).RootElement;
        Assert.That(
            index.GetProperty("channelsLast").GetString(),
            Is.EqualTo("input_1, conv2d_1.permute, conv2d_1"));
    }

    [Test]
    public void Layout_SaysOtherwise()
    {
        Run("export", "--model", Keras, "--image", Photo, "--layout", "nchw", "--out", "out.npz")
            .IsRefused(2, "takes no image but input_1 [1,32,32,3]");
        Run("export", "--model", Keras, "--image", Photo, "--layout", "nhwc", "--out", "out.npz").Succeeded();
    }

    private static (int Channels, string? Layout) Channels(RenderedReport report, string name)
    {
        JsonElement layer = report["layers"].EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);
        return (
            layer.GetProperty("channels").GetProperty("mean").GetArrayLength(),
            layer.TryGetProperty("layout", out JsonElement layout) ? layout.GetString() : null);
    }

    private ProcessOutcome Run(params string[] arguments) => CliProcess.RunIn(_folder.Root, arguments);
}
