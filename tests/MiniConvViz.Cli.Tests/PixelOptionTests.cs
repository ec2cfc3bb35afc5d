using MiniConvViz.Formats;
using MiniConvViz.Imaging;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Cli.Tests;

/// <summary>The preprocessing of an image's bytes: unit, order, subtraction, and graphs for it.</summary>
public sealed class PixelOptionTests
{
    private const int Side = 24;

    private TemporaryFolder _folder = null!;

    private static string Photo => RepositoryFiles.Golden("images", "photo.png");

    /// <summary>The pixels of the network's input, resized and cropped: 3 bytes each.</summary>
    private static byte[] Seen => Preprocessing.ImageNet.WithSize(Side).Apply(ImageReader.Read(Photo)).Images[0].Pixels;

    [SetUp]
    public void WriteNetwork()
    {
        _folder = new TemporaryFolder();
        Write("net.onnx", Relu(1, 3, Side, Side));
        NpyWriter.Write(_folder.File("mean.npy"), new Tensor([3, Side, Side], [.. Means]));
        NpyWriter.Write(_folder.File("plane.npy"), new Tensor([Side, Side], [.. Means.Take(Side * Side)]));
        NpyWriter.Write(_folder.File("small.npy"), new Tensor([3, 5, 5]));
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    private static IEnumerable<float> Means => Enumerable.Range(0, 3 * Side * Side).Select(i => 100f + (i % 31));

    [Test]
    public void Range255_FeedsTheBytes() =>
        AssertInput((value, _, _) => value, "--range", "255");

    [Test]
    public void Range1_FeedsFractions() =>
        AssertInput((value, _, _) => value / 255f, "--range", "1");

    [Test]
    public void Range255_WithMeanAndStd_TakesThemInItsUnit() => AssertInput(
        (value, c, _) => (value - (c + 100f)) / (c + 50f), "--range", "255", "--mean", "100,101,102", "--std", "50,51,52");

    [Test]
    public void Bgr_FeedsBlueFirst_AndTheFirstMeanIsBlues()
    {
        Export("--bgr", "--range", "255", "--mean", "1,2,3");
        Tensor input = Exported;
        byte[] seen = Seen;
        for (int i = 0; i < Side * Side; i++)
        {
            Assert.That(input.Values[i], Is.EqualTo(seen[(3 * i) + 2] - 1f), $"blue {i}");
            Assert.That(input.Values[(2 * Side * Side) + i], Is.EqualTo(seen[3 * i] - 3f), $"red {i}");
        }
    }

    [Test]
    public void MeanImage_IsSubtracted()
    {
        float[] means = [.. Means];
        AssertInput(
            (value, c, i) => value - means[(c * Side * Side) + i], "--range", "255", "--mean-image", "mean.npy");
    }

    [Test]
    public void MeanImageOfOnePlane_IsSubtractedFromEveryChannel()
    {
        float[] means = [.. Means];
        AssertInput((value, _, i) => (value - means[i] - 1f) / 2f,
            "--range", "255", "--mean-image", "plane.npy", "--mean", "1,1,1", "--std", "2,2,2");
    }

    [TestCase("--mean 123.68,116.78,103.94", "--mean", true)]
    [TestCase("--mean 123.68,116.78,103.94 --std 58,57,57", "--mean", false)]
    [TestCase("--std 255,255,255 --mean 0,0,0", "--std", false)]
    [TestCase("--mean-image mean.npy", "--mean-image", true)]
    public void UnitsOf0To255_AreRecognisedAndReported(string options, string which, bool saysStd)
    {
        ProcessOutcome outcome = Run([.. options.Split(' ')]);

        string divided = saysStd ? " and divided by nothing, since --std is left out" : "";
        Assert.That(outcome.Error.Trim(), Is.EqualTo(
            $"miniconvviz: note: {which} is in units of 0 to 255, so pixels are taken as 0 to 255{divided}; "
            + "--range 1 says otherwise."));
        Assert.That(outcome.ExitCode, Is.Zero);
        float[] recognised = Exported.Values.ToArray();
        Export(["--range", "255", .. options.Split(' ')]);
        Assert.That(Exported.Values.ToArray(), Is.EqualTo(recognised));
    }

    [Test]
    public void ExplicitRange_IsUsed()
    {
        AssertInput((value, _, _) => (value / 255f) - 2f, "--range", "1", "--mean", "2,2,2");
        AssertInput((value, _, _) => (value / 255f) - 0.5f, "--mean", "0.5,0.5,0.5", "--std", "1,1,1");
    }

    [TestCase("--range 0", "--range takes a number above 0 and up to 65535, got '0'.")]
    [TestCase("--range much", "--range takes a number above 0 and up to 65535, got 'much'.")]
    [TestCase("--mean 123,117,104 --std 0.229,0.224,0.225", "--mean is in units of 0 to 255, but --std in those of 0 to 1;")]
    [TestCase("--range 255 --mean-image small.npy", "small.npy: the mean image is [3,5,5], but the images are [3,24,24]")]
    [TestCase("--mean-image none.npy", "none.npy: no such file")]
    [TestCase("--crop 20 --no-crop", "--crop and --no-crop contradict each other.")]
    [TestCase("--size 20 --crop 20", "--size sets the resize and the crop;")]
    [TestCase("--resize 0x9", "--resize takes N, or HxW, of 1 to 8192 pixels, got '0x9'.")]
    [TestCase("--batch-index 0", "--batch-index chooses among the tensors of --input, and there are none.")]
    [TestCase("--preprocess none.onnx", "none.onnx: no such file")]
    [TestCase("--preprocess net.onnx --range 1", "the graph normalises; leave out --mean, --std, --range and --mean-image.")]
    public void WrongWords_AreRefused(string options, string told) =>
        Run([.. options.Split(' ')]).IsRefused(2, told);

    [Test]
    public void Bgr_OfGreyImages_IsRefused() => CliProcess
        .RunIn(_folder.Root, "export", "--model", "fashion-lenet", "--bgr", "--out", "out.npz")
        .IsRefused(2, "--bgr: fashion-lenet takes grey images, which have no order of colours.");

    [Test]
    public void ResizeAndCrop_AreTorchvisions()
    {
        Export("--range", "255", "--resize", "30", "--crop", $"{Side}");
        byte[] seen = new Preprocessing { ResizeShortSide = 30, CropHeight = Side, CropWidth = Side }
            .Apply(ImageReader.Read(Photo)).Images[0].Pixels;
        Assert.That(Exported.Values.ToArray(), Is.EqualTo(Planes(seen, (value, _, _) => value)));

        Export("--range", "255", "--resize", $"{Side}x{Side}");
        seen = new Preprocessing { ResizeTo = (Side, Side) }.Apply(ImageReader.Read(Photo)).Images[0].Pixels;
        Assert.That(Exported.Values.ToArray(), Is.EqualTo(Planes(seen, (value, _, _) => value)));
    }

    /// <summary>A graph that takes bytes as [N,H,W,C], and returns [N,C,H,W] minus a mean.</summary>
    [Test]
    public void PreparingGraph_MakesTheInput()
    {
        Write("prepare.onnx", new OnnxBytes()
            .Input(OnnxBytes.Value("image", 1, Side, Side, 3))
            .Initializer(OnnxBytes.Tensor("mean", [1, 1, 1, 3], 10, 20, 30))
            .Node("Sub", ["image", "mean"], ["centred"])
            .Node("Transpose", ["centred"], ["y"], OnnxBytes.IntegerList("perm", 0, 3, 1, 2))
            .Output(OnnxBytes.Value("y", 1, 3, Side, Side)));

        AssertInput((value, c, _) => value - (10f * (c + 1)), "--preprocess", "prepare.onnx");
    }

    [Test]
    public void PreparingGraph_ThatDoesNotFit_IsRefused()
    {
        Write("wide.onnx", Relu(1, 3, 40, 40));
        Run("--preprocess", "wide.onnx").IsRefused(
            2, "--preprocess: images [1,3,40,40] through wide do not fit net: ", "expected an input [1,3,24,24], got [1,3,40,40]");

        Write("flat.onnx", Relu(1, 12));
        Run("--preprocess", "flat.onnx").IsRefused(2, "--preprocess flat.onnx: flat takes no image but [1,12]");
    }

    [Test]
    public void Render_ReportsThatTheCropIsAGuess()
    {
        string Output(params string[] options) => CliProcess.RunIn(
            _folder.Root, ["render", "--model", "net.onnx", "--image", Photo, Photo, "--out", "seen", .. options]).Output;

        string guess = "resized to a short side of 27 and cropped to 24x24, as torchvision does it, by a guess; --resize and "
            + "--crop say otherwise" + Environment.NewLine;
        Assert.That(Output().Split(guess), Has.Length.EqualTo(2), "once");
        Assert.That(Output("--range", "255"), Does.Contain(guess));
        Assert.That(Output("--crop", "24"), Does.Not.Contain("guess"));
    }

    [Test]
    public void Report_HasThePreprocessing()
    {
        CliProcess.RunIn(
            _folder.Root, "render", "--model", "net.onnx", "--image", Photo, "--out", "seen", "--bgr", "--range", "255",
            "--mean", "104,117,123").Succeeded();

        RenderedReport report = new(_folder.File("seen"));
        System.Text.Json.JsonElement said = report["preprocessing"];
        Assert.That(said.GetProperty("order").GetString(), Is.EqualTo("BGR"));
        Assert.That(said.GetProperty("range").GetSingle(), Is.EqualTo(255));
        Assert.That(said.GetProperty("mean").EnumerateArray().Select(mean => mean.GetSingle()), Is.EqualTo([104f, 117f, 123f]));
        Assert.That(said.GetProperty("crop").GetRawText(), Does.Contain("24"));
        Assert.That(File.ReadAllText(_folder.File("seen/index.html")), Does.Contain(
            "<dt>Pixels</dt><dd>0 to 255, less 104, 117, 123, blue before red</dd>"));
    }

    private static OnnxBytes Relu(params long[] shape) => new OnnxBytes()
        .Input(OnnxBytes.Value("x", shape))
        .Node("Relu", "relu", ["x"], ["y"])
        .Output(OnnxBytes.Value("y", shape));

    private static float[] Planes(byte[] seen, Func<float, int, int, float> expected)
    {
        int pixels = seen.Length / 3;
        return
        [
            .. Enumerable.Range(0, seen.Length)
                .Select(at => expected(seen[(3 * (at % pixels)) + (at / pixels)], at / pixels, at % pixels)),
        ];
    }

    /// <summary>The input equals a function of the byte of channel c in pixel i.</summary>
    private void AssertInput(Func<float, int, int, float> expected, params string[] options)
    {
        Export(options);
        Assert.That(Exported.Values.ToArray(), Is.EqualTo(Planes(Seen, expected)));
    }

    private Tensor Exported => TensorFile.Read($"{_folder.File("out.npz")}:input");

    private void Export(params string[] options) => Run(options).Succeeded();

    private void Write(string name, OnnxBytes graph) => _folder.Write(name, graph.ToArray());

    private ProcessOutcome Run(params string[] options) => CliProcess.RunIn(
        _folder.Root, ["export", "--model", "net.onnx", "--image", Photo, "--out", "out.npz", .. options]);
}
