using System.Text.Json;
using MiniConvViz.Formats;
using MiniConvViz.Imaging;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Cli.Tests;

/// <summary><c>--input-shape</c> together with an input: it sets an image's size, or contradicts the input.</summary>
public sealed class InputShapeTests
{
    private TemporaryFolder _folder = null!;

    /// <summary>71x97 pixels of colour.</summary>
    private static string Photo => RepositoryFiles.Golden("images", "photo.png");

    /// <summary>28x28 pixels of grey.</summary>
    private static string Boot => RepositoryFiles.Get("weights", "images", "ankle-boot.png");

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Image_IsResizedToASizeThatIsNoSquare()
    {
        WriteConvolution("n", 3, "h", "w");

        Export("--image", Photo, "--input-shape", "1,3,20,32").Succeeded();

        Preprocessing whole = Preprocessing.ImageNet with
        {
            ResizeTo = (20, 32),
            ResizeShortSide = null,
            CropHeight = null,
            CropWidth = null,
        };
        AssertInputIs(whole.Apply(ImageReader.Read(Photo)).Input);
    }

    [TestCase("n", 3, "h", "w")]
    [TestCase(1, 3, 224, 224)]
    public void Image_IsResizedAndCroppedToASquare_AsSizeDoes(params object[] axes)
    {
        WriteConvolution(axes);

        Export("--image", Photo, "--input-shape", axes[0] is 1 ? "1,3,224,224" : "1,3,56,56").Succeeded();

        Preprocessing usual = axes[0] is 1 ? Preprocessing.ImageNet : Preprocessing.ImageNet.WithSize(56);
        AssertInputIs(usual.Apply(ImageReader.Read(Photo)).Input);
    }

    [Test]
    public void Channels_AreThoseGivenWhereTheFileLeavesThemOpen()
    {
        WriteConvolution(["n", "c", "h", "w"], channels: 1);

        Export("--image", Boot, "--input-shape", "1,1,10,12").Succeeded();

        Assert.That(Exported().Shape, Is.EqualTo(Shape.Create([1, 1, 10, 12])));
    }

    [Test]
    public void ChannelsLast_AreWhereTheNetworkHasThem()
    {
        string model = RepositoryFiles.Shared("cases", "free_axes", "nhwc_dynamic.onnx");
        Run("export", "--model", model, "--image", Photo, "--input-shape", "1,48,64,3", "--out", "out.npz").Succeeded();

        Assert.That(Exported().Shape, Is.EqualTo(Shape.Create([1, 48, 64, 3])));
    }

    [Test]
    public void RenderAndStatistics_TakeItToo()
    {
        WriteConvolution("n", 3, "h", "w");

        string[] words = ["--model", "net.onnx", "--image", Photo, "--input-shape", "1,3,20,32"];

        Run(["render", .. words, "--out", "out"]).Succeeded();
        JsonElement statistics = Run(["statistics", .. words, "--json"]).Succeeded().Json();

        RenderedReport report = new(_folder.File("out"));
        Assert.That(report.ShapeOf(report.Layers[^1]), Is.EqualTo([1, 1, 18, 30]));
        Assert.That(
            statistics.GetProperty("layers").EnumerateArray().Last().GetProperty("all").GetProperty("count").GetInt64(),
            Is.EqualTo(18 * 30));
    }

    [TestCase("--input-shape 1,3,20,32 --size 20",
        "--input-shape [1,3,20,32] says 20x32 pixels, but --size says 20x20; leave one of them out.")]
    [TestCase("--input-shape 1,3,20,32 --resize 32x20",
        "--input-shape [1,3,20,32] says 20x32 pixels, but --resize says 32x20; leave one of them out.")]
    [TestCase("--input-shape 1,3,20,32 --resize 40 --crop 20",
        "--input-shape [1,3,20,32] says 20x32 pixels, but --resize and --crop say 20x20; leave one of them out.")]
    [TestCase("--input-shape 1,3,20,20 --no-crop",
        "--input-shape [1,3,20,20] says 20x20 pixels, but --no-crop says a size that depends on the image; "
        + "leave one of them out.")]
    [TestCase("--input-shape 1,1,20,32", "--input-shape: net takes images [N,3,H,W], got [1,1,20,32].")]
    [TestCase("--input-shape 4,3,20,32",
        "--input-shape: every image is an input of its own, so N is 1, got [4,3,20,32].")]
    [TestCase("--input-shape 1,3,20,9000", "--input-shape: an image has 1 to 8192 pixels a side, got [1,3,20,9000].")]
    [TestCase("--input-shape 20,32", "--input-shape is four positive numbers N,C,H,W, got '20,32'.")]
    [TestCase("--input-shape 1,3,20,32 --preprocess net.onnx",
        "--input-shape is that of the network's input, which --preprocess makes; --size sets the image's.")]
    public void ContradictionWithAImage_IsRefused(string options, string line)
    {
        WriteConvolution("n", 3, "h", "w");

        foreach (string command in (string[])["render", "export", "statistics"])
        {
            ProcessOutcome outcome = Run([command, "--model", "net.onnx", "--image", Photo, .. options.Split(' ')]);

            Assert.That((outcome.ExitCode, outcome.Error.Trim()), Is.EqualTo((2, $"miniconvviz: {line}")), command);
        }
    }

    [TestCase("--size 20")]
    [TestCase("--resize 24 --crop 20")]
    [TestCase("--resize 20x20")]
    [TestCase("--resize 20x20 --no-crop")]
    public void Agreement_IsTaken(string options)
    {
        WriteConvolution("n", 3, "h", "w");

        Export(["--image", Photo, "--input-shape", "1,3,20,20", .. options.Split(' ')]).Succeeded();

        Assert.That(Exported().Shape, Is.EqualTo(Shape.Create([1, 3, 20, 20])));
    }

    [Test]
    public void Tensor_OfAnotherShape_IsRefused()
    {
        WriteConvolution("n", 3, "h", "w");
        NpyWriter.Write(_folder.File("two.npy"), new Tensor([2, 3, 9, 8]));

        foreach (string command in (string[])["render", "export", "statistics"])
        {
            ProcessOutcome outcome =
                Run(command, "--model", "net.onnx", "--input", "two.npy", "--input-shape", "2,3,9,9");

            Assert.That(outcome.ExitCode, Is.EqualTo(2), command);
            Assert.That(
                outcome.Error.Trim().Split('\n').Distinct(),
                Is.EqualTo(["miniconvviz: two.npy: is [2,3,9,8], but --input-shape says [2,3,9,9]; leave it out, since "
                    + "a tensor has its shape"]),
                command);
        }
    }

    [TestCase("2,3,9,8", false)]
    [TestCase("2,3,9,8", true)]
    [TestCase("1,3,9,8", true)]
    public void Tensor_OfThatShape_IsTaken(string shape, bool hasIndex)
    {
        WriteConvolution("n", 3, "h", "w");
        NpyWriter.Write(_folder.File("two.npy"), new Tensor([2, 3, 9, 8]));

        string[] index = hasIndex ? ["--batch-index", "1"] : [];
        Export(["--input", "two.npy", "--input-shape", shape, .. index]).Succeeded();

        Assert.That(Exported().Shape, Is.EqualTo(Shape.Create([hasIndex ? 1 : 2, 3, 9, 8])));
    }

    private void WriteConvolution(params object[] axes) => WriteConvolution(axes, channels: 3);

    private void WriteConvolution(object[] axes, int channels) => _folder.Write("net.onnx", new OnnxBytes()
        .Input(OnnxBytes.Free("input", axes))
        .Initializer(OnnxBytes.Tensor("weight", [1, channels, 3, 3], new float[9 * channels]))
        .Node("Conv", ["input", "weight"], ["y"])
        .Output(OnnxBytes.Value("y", 1))
        .ToArray());

    private ProcessOutcome Export(params string[] words) =>
        Run(["export", "--model", "net.onnx", "--out", "out.npz", .. words]);

    private Tensor Exported() => TensorFile.Read($"{_folder.File("out.npz")}:input");

    private void AssertInputIs(Tensor expected)
    {
        Assert.That(Exported().Shape, Is.EqualTo(expected.Shape));
        Assert.That(Exported().Values.ToArray(), Is.EqualTo(expected.Values.ToArray()));
    }

    private ProcessOutcome Run(params IEnumerable<string> arguments) => CliProcess.RunIn(_folder.Root, arguments);
}
