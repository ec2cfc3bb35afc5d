using System.Text.Json;
using MiniConvViz.Formats;
using MiniConvViz.Formats.Onnx.Protobuf;
using MiniConvViz.Imaging;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Cli.Tests;

/// <summary>ONNX files with open sizes, and with images as bytes.</summary>
public sealed class OpenSizeTests
{
    private TemporaryFolder _folder = null!;

    /// <summary>28x28 pixels of grey.</summary>
    private static string Boot => RepositoryFiles.Get("weights", "images", "ankle-boot.png");

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Image_GoesInAtItsOwnSize()
    {
        WriteConvolution(OnnxBytes.Free("input", "n", 1, "h", "w"));

        Export("--image", Boot).Succeeded();

        Assert.That(Exported("input").Shape, Is.EqualTo(Shape.Create([1, 1, 28, 28])));
    }

    [Test]
    public void Size_GoesBeforeTheImages()
    {
        WriteConvolution(OnnxBytes.Free("input", "n", 1, "h", "w"));

        Export("--image", Boot, "--size", "40").Succeeded();

        Assert.That(Exported("input").Shape, Is.EqualTo(Shape.Create([1, 1, 40, 40])));
    }

    [Test]
    public void ImageThatIsResizedByAGuess_IsNotedOnce()
    {
        // The last layer takes 32x32 pixels only, but the file's size is open.
        Write(new OnnxBytes()
            .Input(OnnxBytes.Free("input", "n", 1, "h", "w"))
            .Initializer(OnnxBytes.Tensor("weight", [1, 1024], new float[1024]))
            .Node("Flatten", ["input"], ["flat"])
            .Node("Gemm", ["flat", "weight"], ["y"], OnnxBytes.Integer("transB", 1))
            .Output(OnnxBytes.Value("y", 1)));
        string other = _folder.File("other.png");
        File.Copy(Boot, other);

        ProcessOutcome outcome = Run("statistics", "--model", "net.onnx", "--image", Boot, other);

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        Assert.That(
            outcome.Error.Trim().Split('\n'), Has.Length.EqualTo(1).And.Some.Contains("resized to 32x32 by a guess"));
        Assert.That(outcome.Error, Does.Contain("28x28").And.Contain("--size N"));
    }

    [Test]
    public void Tensor_OfAnUnusualSize_IsTaken()
    {
        WriteConvolution(OnnxBytes.Free("input", "n", 1, "samples"), 20_000);
        NpyWriter.Write(_folder.File("sound.npy"), new Tensor([1, 1, 20_003]));

        Export("--input", "sound.npy").Succeeded();

        Assert.That(Exported("input").Shape, Is.EqualTo(Shape.Create([1, 1, 20_003])));
    }

    [Test]
    public void Inspect_WithoutAShape_NotesItsGuess()
    {
        WriteConvolution(OnnxBytes.Free("input", "n", 1, "h", "w"));

        ProcessOutcome guessed = Run("inspect", "--model", "net.onnx", "--json");
        JsonElement told = Run("inspect", "--model", "net.onnx", "--json", "--input-shape", "1,1,9,7")
            .Succeeded()
            .Json();

        Assert.That(guessed.Error, Does.Contain("[1,1,224,224] is a guess").And.Contain("--input-shape"));
        Assert.That(
            told.GetProperty("input").EnumerateArray().Select(extent => extent.GetInt32()), Is.EqualTo([1, 1, 9, 7]));
    }

    [Test]
    public void IntegerInput_IsFedTheImagesBytes()
    {
        WriteBytesTaker();

        Export("--image", Boot).Succeeded();

        byte[] bytes = ImageReader.Read(Boot).ToGray();
        Assert.That(Exported("input").Values.ToArray(), Is.EqualTo(bytes.Select(level => (float)level)));
        Assert.That(Exported("input").Values.ToArray().Max(), Is.GreaterThan(200f));
    }

    [TestCase("--mean")]
    [TestCase("--std")]
    [TestCase("--range")]
    public void IntegerInput_WithNormalisation_IsRefused(string option)
    {
        WriteBytesTaker();

        Export("--image", Boot, option, "0.5").IsRefused(2, "bytes, 0 to 255", "--mean, --std, --range and --mean-image do not apply");
    }

    private void WriteBytesTaker()
    {
        ValueInfoProto bytes = OnnxBytes.Value("input", 1, 1, 28, 28);
        bytes.Type.TensorType.ElemType = 2;
        Write(new OnnxBytes()
            .Input(bytes)
            .Node("Cast", ["input"], ["y"], OnnxBytes.Integer("to", 1))
            .Output(OnnxBytes.Value("y", 1)));
    }

    private void WriteConvolution(ValueInfoProto input, params long[] kernel)
    {
        long[] extents = kernel.Length > 0 ? kernel : [3, 3];
        Write(new OnnxBytes()
            .Input(input)
            .Initializer(OnnxBytes.Tensor(
                "weight", [1, 1, .. extents], new float[extents.Aggregate((a, b) => a * b)]))
            .Node("Conv", ["input", "weight"], ["y"])
            .Output(OnnxBytes.Value("y", 1)));
    }

    private void Write(OnnxBytes graph) => _folder.Write("net.onnx", graph.ToArray());

    private ProcessOutcome Export(params string[] words) =>
        Run(["export", "--model", "net.onnx", "--out", "out.npz", .. words]);

    private Tensor Exported(string name) => TensorFile.Read($"{_folder.File("out.npz")}:{name}");

    private ProcessOutcome Run(params IEnumerable<string> arguments) => CliProcess.RunIn(_folder.Root, arguments);
}
