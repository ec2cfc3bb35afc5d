using System.Net;
using System.Text.Json;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;
using SkiaSharp;

namespace MiniConvViz.Cli.Tests;

/// <summary><c>render</c> from outside: its files, and the effect of each option on them.</summary>
public sealed class RenderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Render_BundledModelWithoutImage_DrawsEveryNode()
    {
        ProcessOutcome outcome = CliProcess.RunIn(_folder.Root, "render", "--model", "fashion-resnet").Succeeded();

        RenderedReport report = new RenderedReport(_folder.Root, "feature-maps").AssertWhole();
        Assert.That(report.Layers, Is.EqualTo(ModelZoo.Load("fashion-resnet").Nodes.Select(node => node.Name)));
        Assert.That(report.Pictures, Has.Count.EqualTo(report.Layers.Count + 1));
        Assert.That(report.Classes[0], Is.EqualTo("Ankle boot"));
        Assert.That(report["image"].GetString(), Is.EqualTo("ankle-boot.png"));
        Assert.That(outcome.Output, Does.Contain("Ankle boot 9"));
        Assert.That(outcome.Output, Does.Contain(Path.Combine("feature-maps", "index.html")));
    }

    [Test]
    public void Render_SeveralImages_FillAFolderEach()
    {
        Render("--image", Bundled("bag"), Bundled("trouser"), "--image", Bundled("bag"));

        Assert.That(_folder.Names, Is.EqualTo(["out"]));
        Assert.That(
            Directory.EnumerateFileSystemEntries(_folder.File("out")).Select(path => Path.GetFileName(path)),
            Is.EquivalentTo(["bag", "bag_1", "trouser", "index.html", "index.json", FileManifest.Name]));
        Assert.That(Report("bag").AssertWhole().Classes[0], Is.EqualTo("Bag"));
        Assert.That(Report("bag_1").AssertWhole().Classes[0], Is.EqualTo("Bag"));
        Assert.That(Report("trouser").AssertWhole().Classes[0], Is.EqualTo("Trouser"));
    }

    [Test]
    public void Render_ImageWhoseStemIsTheParentFolder_StaysInTheOutput()
    {
        string image = _folder.Write("...png", File.ReadAllBytes(Bundled("bag")));

        Render("--image", image, Bundled("trouser"));

        Assert.That(_folder.Names, Is.EquivalentTo(["...png", "out"]));
        Assert.That(Report("_..").AssertWhole().Classes[0], Is.EqualTo("Bag"));
    }

    [TestCase("conv?", "conv1 conv2")]
    [TestCase("kind:maxpool2d", "pool1 pool2")]
    [TestCase("fc3 relu1", "relu1 fc3")]
    public void Render_Layers_AreTheOnesRequested(string patterns, string drawn)
    {
        Render(["--layers", .. patterns.Split(' ')]);

        Assert.That(Report().AssertWhole().Layers, Is.EqualTo(drawn.Split(' ')));
    }

    [TestCase("0,3-4")]
    [TestCase("top:3")]
    public void Render_Channels_DrawThreeOfSixteen(string channels)
    {
        Render("--layers", "conv1", "--channels", "all");
        int all = Area(Report().Draw("conv1"));

        Render("--layers", "conv1", "--channels", channels);
        Assert.That(Area(Report().AssertWhole().Draw("conv1")), Is.LessThan(all / 2));
    }

    [Test]
    public void Render_ChannelsThatNarrowLayersLack_AreNoted()
    {
        ProcessOutcome outcome = Noted("--layers", "conv*", "--channels", "20");

        Assert.That(outcome.Error, Does.Contain("--channels: conv1 has no channel 20, but "));
        Assert.That(Report().AssertWhole().Layers, Is.EqualTo(["conv2"]));
        Assert.That(Report()["notes"][0].GetString(), Does.Contain("conv1"));
    }

    [Test]
    public void Render_ChannelsThatALayerLacksInPart_AreReportedOnceForAllImages()
    {
        ProcessOutcome outcome = Noted(
            "--layers", "conv1", "relu1", "--channels", "0,99", "--image", Bundled("bag"), Bundled("coat"));

        Assert.That(outcome.Error, Does.Match(
            @"^miniconvviz: --channels: conv1 has no channel 99, but \d+ channels, and 1 more layers lack some"));
        Assert.That(Report("bag").AssertWhole().Layers, Is.EqualTo(["conv1", "relu1"]));
    }

    [Test]
    public void Render_FiltersWithoutAConvolution_AreReportedToBeMissing()
    {
        ProcessOutcome outcome = Noted("--layers", "relu1", "--filters");

        Assert.That(outcome.Error.TrimEnd(), Is.EqualTo(
            "miniconvviz: --filters: no convolution is among the layers drawn, so no filters are; add one to --layers, "
            + "such as conv1"));
        Assert.That(Report().AssertWhole().Pictures, Is.EqualTo(["input.png", "relu1.png"]));
    }

    [Test]
    public void Render_Gray16ThatClips_IsReportedAndCanBeScaled()
    {
        string image = RepositoryFiles.Golden("images", "gray-16bit.png");
        ProcessOutcome outcome = Noted("--layers", "x", "--image", image);
        Assert.That(outcome.Error, Does.Match(
            @"^miniconvviz: gray-16bit\.png: \d+ ?% of its 16-bit grey values are above 255 and turn white"));

        Render("--layers", "x", "--image", image, "--gray16", "scale");
        Assert.That(Report().AssertWhole().Layers, Is.EqualTo(["x"]));
    }

    [Test]
    public void Render_NormalizeAndColorMap_ChangeThePicture()
    {
        string[][] choices =
        [
            ["--normalize", "channel"], ["--normalize", "layer"], ["--normalize", "symmetric"],
            ["--normalize", "percentile"], ["--normalize", "fixed:-1,1.5"], ["--normalize", "symmetric:90"],
            ["--colormap", "plasma"], ["--colormap", "inferno"], ["--colormap", "cividis"],
            ["--colormap", "gray"], ["--colormap", "magma"], ["--colormap", "turbo"], ["--colormap", "coolwarm"],
        ];
        HashSet<string> pictures = [];
        foreach (string[] choice in choices)
        {
            Render(["--layers", "conv1", .. choice]);
            Report().AssertWhole();
            string pixels = Convert.ToHexString(Report().Draw("conv1").GetPixelSpan());
            Assert.That(pictures.Add(pixels), $"{string.Join(' ', choice)} draws what another choice drew.");
        }
    }

    [Test]
    public void Render_Filters_AddsAPictureToEveryConvolution()
    {
        Render("--layers", "conv*", "relu1", "--filters");

        RenderedReport report = Report().AssertWhole();
        Assert.That(
            report.Pictures,
            Is.EqualTo(["input.png", "conv1.png", "conv1.weight.png", "relu1.png", "conv2.png", "conv2.weight.png"]));
    }

    [Test]
    public void Render_WithInput_DrawsWhatALayerReadsAndShowsItBeside()
    {
        Render("--layers", "pool1", "--with-input");

        Assert.That(Report().AssertWhole().Layers, Is.EqualTo(["relu1", "pool1"]));
        Assert.That(
            Report()["layers"][1].GetProperty("inputs").EnumerateArray().Select(name => name.GetString()),
            Is.EqualTo(["relu1"]));
        string page = File.ReadAllText(_folder.File("out/index.html"));
        string section = page[page.IndexOf("<section id=\"layer-1\">", StringComparison.Ordinal)..];
        Assert.That(section, Does.Contain("<div class=\"beside\">"));
        Assert.That(section, Does.Contain("<figcaption>input: relu1</figcaption>"));
        Assert.That(
            section.IndexOf("relu1.png", StringComparison.Ordinal),
            Is.LessThan(section.IndexOf("pool1.png", StringComparison.Ordinal)));
    }

    [Test]
    public void Render_EveryPage_ReportsWhatATileIsAndWhereALayerComesFrom()
    {
        Succeed("render", "--model", "fashion-resnet", "--layers", "layer1.0.add", "--out", "out");

        Assert.That(Report().AssertWhole()["layers"][0].GetProperty("receptiveField").GetString(), Is.EqualTo("7x7"));
        string page = File.ReadAllText(_folder.File("out/index.html"));
        string origin =
            WebUtility.HtmlEncode("add of layer1.0.bn2 and relu; each value sees 7 × 7 pixels of the input");
        Assert.That(page, Does.Contain($"<p class=\"origin\">{origin}</p>"));
        Assert.That(page, Does.Contain("One tile is one channel").And.Contain("dead is zero everywhere"));
        Assert.That(page, Does.Contain("red above zero, blue below").And.Contain("1st to 99th percentile"));
    }

    [Test]
    public void Render_BareChannelAtScaleOne_IsThatChannel()
    {
        Render("--layers", "conv1", "--channels", "3", "--bare", "--scale", "1");

        using SKBitmap picture = Report().AssertWhole().Draw("conv1");
        int[] shape = Report().ShapeOf("conv1");
        Assert.That((picture.Height, picture.Width), Is.EqualTo((shape[2], shape[3])));
        using SKBitmap input = SKBitmap.Decode(_folder.File("out/input.png"));
        Assert.That((input.Height, input.Width), Is.EqualTo((28, 28)), "the input, without a heading, too");
    }

    [Test]
    public void Render_ScaleAndColumns_AreFollowed()
    {
        Render("--layers", "conv1", "--channels", "0-3", "--bare", "--scale", "5", "--columns", "1");

        using SKBitmap picture = Report().AssertWhole().Draw("conv1");
        int[] shape = Report().ShapeOf("conv1");
        Assert.That(
            (picture.Height, picture.Width), Is.EqualTo(((4 * ((5 * shape[2]) + 2)) - 2, 5 * shape[3])));
    }

    [Test]
    public void Render_Classes_NameTheOutputs()
    {
        string[] names = [.. Enumerable.Range(0, 9).Select(i => $"kind {i}"), "Stiefel 靴"];
        _folder.Write("names.txt", System.Text.Encoding.UTF8.GetBytes(string.Join("\r\n", names) + "\n\n"));

        ProcessOutcome outcome = Succeed(
            "render", "--model", "fashion-lenet", "--classes", "names.txt", "--layers", "fc3", "--out", "out");

        Assert.That(Report().AssertWhole().Classes[0], Is.EqualTo("Stiefel 靴"));
        Assert.That(outcome.Output, Does.StartWith("ankle-boot.png: Stiefel 靴 "));
    }

    [TestCase(
        "--classes few.txt",
        "--classes few.txt: has 2 lines, expected 10: one class name a line, in the order of fashion-lenet's outputs.")]
    [TestCase("--classes missing.txt", "--classes missing.txt: no such file.")]
    [TestCase(
        "--classes large.txt",
        "--classes large.txt: has 16777217 bytes, expected a text file with one class name a line.")]
    [TestCase(
        "--colormap jet",
        "colour map 'jet': expected one of gray, viridis, magma, plasma, inferno, cividis, turbo, coolwarm")]
    [TestCase(
        "--normalize symmetric:0",
        "normalization 'symmetric:0': expected a percentile above 0, up to 100, got '0'")]
    [TestCase(
        "--normalize loud",
        "normalization 'loud': expected auto, channel, layer, symmetric, symmetric:P, percentile, percentile:LO,HI or "
            + "fixed:LO,HI")]
    public void Render_DrawingOptionsWithoutSense_AreRefused(string options, string told)
    {
        _folder.Write("few.txt", "one\ntwo\n"u8);
        using (FileStream large = File.Create(_folder.File("large.txt")))
        {
            large.SetLength((1 << 24) + 1);
        }

        ProcessOutcome outcome =
            CliProcess.RunIn(_folder.Root, ["render", "--model", "fashion-lenet", .. options.Split(' ')]);

        Assert.That((outcome.ExitCode, outcome.Error.TrimEnd()), Is.EqualTo((2, $"miniconvviz: {told}")));
        Assert.That(_folder.Names, Is.EquivalentTo(["few.txt", "large.txt"]));
    }

    [Test]
    public void Render_ClassesOfANetworkThatIsNoClassifier_AreRefused()
    {
        _folder.Write("names.txt", "one\ntwo\n"u8);
        string model = _folder.Write("net.onnx", new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 3, 8, 8))
            .Node("Relu", "relu", ["x"], ["y"])
            .Output(OnnxBytes.Value("y", 1, 3, 8, 8))
            .ToArray());

        ProcessOutcome outcome = CliProcess.RunIn(
            _folder.Root, "render", "--model", model, "--image", Bundled("bag"), "--classes", "names.txt");

        Assert.That(outcome.Error.TrimEnd(), Is.EqualTo(
            "miniconvviz: --classes names.txt: net ends in values [1,3,8,8], which are no classes; leave it out."));
    }

    [Test]
    public void Render_Size_FeedsThatManyPixels()
    {
        Succeed("render", "--model", "fashion-resnet", "--layers", "x", "fc", "--size", "41", "--out", "out");

        Assert.That(Report().AssertWhole().ShapeOf("x"), Is.EqualTo([1, 1, 41, 41]));
        Assert.That(Report().ShapeOf("fc"), Is.EqualTo([1, 10]));
    }

    [TestCase("", 224, 224)]
    [TestCase("--no-crop", 224, 288)]
    [TestCase("--no-crop --exif", 288, 224)]
    [TestCase("--no-crop --size 64", 64, 82)]
    public void Render_CropAndOrientation_FollowTheOptions(string options, int height, int width)
    {
        string weights = RandomCheckpoint.Write(_folder.File("random.safetensors"), "squeezenet1_1", 1000);
        string image = RepositoryFiles.Golden("images", "jpeg-orientation-6.jpg");
        using SKCodec codec = SKCodec.Create(image);
        Assert.That((codec.Info.Width, codec.Info.Height), Is.EqualTo((45, 35)), "the expected extents follow from it");

        Succeed(
        [
            "render", "--model", "squeezenet1_1", "--weights", weights, "--image", image, "--out", "out",
            "--layers", "x",
            .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ]);

        Assert.That(Report().AssertWhole().ShapeOf("x"), Is.EqualTo([1, 3, height, width]));
    }

    [Test]
    public void Render_CheckpointOfSevenClasses_IsFollowed([Values("", "--num-classes 7")] string options)
    {
        string weights = RandomCheckpoint.Write(_folder.File("seven.safetensors"), "fashion-lenet", 7);

        Render(["--weights", weights, "--layers", "fc3", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.That(Report().AssertWhole().ShapeOf("fc3"), Is.EqualTo([1, 7]));
        Assert.That(Report()["weights"].GetString(), Is.EqualTo("seven.safetensors"));
    }

    [Test]
    public void Render_WeightsAlone_AreKnownByTheirNamesAndShapes()
    {
        string weights = RepositoryFiles.Get("weights", "fashion-lenet", "fashion-lenet.pth");

        Succeed("render", "--weights", weights, "--layers", "fc3", "--out", "out");

        Assert.That(Report().AssertWhole()["model"].GetString(), Is.EqualTo("fashion-lenet"));
        Assert.That(Report()["weights"].GetString(), Is.EqualTo("fashion-lenet.pth"));
    }

    [Test]
    public void Render_ReadyTensor_IsFedAsItIs()
    {
        Tensor input = new([2, 1, 28, 28]);
        input.Values.Fill(0.75f);
        NpyWriter.Write(_folder.File("batch.npy"), input);

        Render("--input", "batch.npy", "--layers", "x", "fc3");

        RenderedReport report = new(_folder.File("out/batch_1"));
        Assert.That(report.AssertWhole().ShapeOf("fc3"), Is.EqualTo([1, 10]));
        Assert.That(report["image"].GetString(), Is.EqualTo("batch.npy[1]"));
        Assert.That(report.Pictures, Is.EqualTo(["input.png", "x.png", "fc3.png"]));
        JsonElement statistics = report["layers"][0].GetProperty("statistics");
        Assert.That(statistics.GetProperty("mean").GetDouble(), Is.EqualTo(0.75));
    }

    [Test]
    public void Render_PthAndSafetensors_GiveTheSameReport()
    {
        Render("--layers", "fc3", "--weights", RepositoryFiles.Get("weights", "fashion-lenet", "fashion-lenet.pth"));
        string fromPth = Report()["layers"].GetRawText();

        Render("--layers", "fc3");
        Assert.That(Report()["layers"].GetRawText(), Is.EqualTo(fromPth));
    }

    [Test]
    public void Render_Json_ListsEveryImage()
    {
        JsonElement printed = Render("--image", Bundled("bag"), Bundled("coat"), "--layers", "conv1", "--json").Json();

        Assert.That(printed.GetArrayLength(), Is.EqualTo(2));
        JsonElement bag = printed[0];
        Assert.That(bag.GetProperty("model").GetString(), Is.EqualTo("fashion-lenet"));
        Assert.That(bag.GetProperty("pictures").GetInt32(), Is.EqualTo(2));
        Assert.That(bag.GetProperty("classes")[0].GetProperty("name").GetString(), Is.EqualTo("Bag"));
        Assert.That(File.Exists(bag.GetProperty("index").GetString()));
    }

    [Test]
    public void Render_EveryDevice_GivesTheSameClasses()
    {
        Render("--layers", "fc3", "--device", "cpu", "--threads", "1");
        IReadOnlyList<string> expected = Report().Classes;
        Assert.That(expected[0], Is.EqualTo("Ankle boot"));
        Assert.That(Report()["device"].GetString(), Is.EqualTo("cpu (vector code, 1 threads)"));

        foreach (string device in (string[])["reference", "ilgpu-cpu"])
        {
            Render("--layers", "fc3", "--device", device);
            Assert.That(Report()["device"].GetString(), Does.StartWith(device));
            Assert.That(Report().Classes, Is.EqualTo(expected), device);
        }
    }

    [Test]
    public void Render_FolderWithSpacesAndUnicode_IsFilled()
    {
        string image = _folder.File("ein Schuh, été 鞋 #1%20.png");
        File.Copy(Bundled("sneaker"), image);
        const string Output = "Bilder von heute/ñandú 写真 #2";

        Succeed(
            "render", "--model", "fashion-lenet", "--layers", "conv1",
            "--image", Path.GetFileName(image), "--out", Output);

        RenderedReport report = new RenderedReport(_folder.Root, Output).AssertWhole();
        Assert.That(report["image"].GetString(), Is.EqualTo(Path.GetFileName(image)));
        Assert.That(report.Classes[0], Is.EqualTo("Sneaker"));
    }

    [Test]
    public void Render_OverAnOlderReport_ReplacesIt()
    {
        Render("--layers", "conv1");
        Render("--layers", "conv1", "--image", Bundled("dress"));

        Assert.That(Report().AssertWhole().Classes[0], Is.EqualTo("Dress"));
    }

    [TestCase("--layers conv1 --image bag", "--layers fc3 --image coat")]
    [TestCase("--layers fc3 --image bag coat", "--layers conv1 --image bag")]
    [TestCase("--layers fc3 --image bag coat", "--layers conv1 --image coat trouser")]
    [TestCase("--layers conv1 --image bag", "--layers fc3 --image coat trouser")]
    public void Render_OverAnotherRun_LeavesNothingOfIt(string first, string second)
    {
        Render(WordsOf(second));
        string[] expected = FilesOf("out");
        Directory.Delete(_folder.File("out"), recursive: true);

        Render(WordsOf(first));
        _folder.Write("out/notes.txt", "mine"u8);
        Render(WordsOf(second));

        Assert.That(FilesOf("out"), Is.EquivalentTo([.. expected, "notes.txt"]));
    }

    [Test]
    public void Render_OneOfSeveralImagesAgain_ReplacesItsFolder()
    {
        Render(WordsOf("--layers conv1 --image bag coat"));
        Succeed(["render", "--model", "fashion-lenet", .. WordsOf("--layers fc3 --image coat"), "--out", "out/coat"]);
        Assert.That(Report("coat").AssertWhole().Layers, Is.EqualTo(["fc3"]));

        Render(WordsOf("--layers fc3 --image bag"));
        Report().AssertWhole();
    }

    [TestCase("conv1.png")]
    [TestCase("conv1.weight.png")]
    [TestCase("input.png")]
    [TestCase("index.html")]
    [TestCase("index.json")]
    public void Render_OverFilesOfOthers_IsRefusedAndTheyStay(string name)
    {
        Directory.CreateDirectory(_folder.File("out"));
        _folder.Write($"out/{name}", "mine"u8);

        BadInput.AssertRefused(
            _folder,
            ["--layers", "conv1", "--filters", "--out", "out"],
            $"{name} would be overwritten",
            "another folder");

        Assert.That(FilesOf("out"), Is.EqualTo([name]));
        Assert.That(File.ReadAllText(_folder.File($"out/{name}")), Is.EqualTo("mine"));
    }

    /// <summary>The list is not trusted: only files in the folder, of kinds that are written, are deleted.</summary>
    [Test]
    public void Render_ManifestThatLeadsOut_DeletesNothingElsewhere()
    {
        Render("--layers", "conv1");
        _folder.Write("precious.png", "mine"u8);
        _folder.Write("out/notes.txt", "mine"u8);
        File.AppendAllText(
            _folder.File($"out/{FileManifest.Name}"),
            $"../precious.png\n..%2Fprecious.png\n{_folder.File("precious.png")}\nnotes.txt\n\n.\n..\n");

        Render("--layers", "fc3");

        Assert.That(File.Exists(_folder.File("precious.png")));
        Assert.That(File.Exists(_folder.File("out/notes.txt")));
        Assert.That(File.Exists(_folder.File("out/conv1.png")), Is.False);
    }

    private string[] FilesOf(string folder) =>
    [
        .. Directory.EnumerateFiles(_folder.File(folder), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_folder.File(folder), file)),
    ];

    /// <summary>The arguments of a line, with bundled images by their names.</summary>
    private static IEnumerable<string> WordsOf(string line) =>
        line.Split(' ').Select(word => word is "bag" or "coat" or "trouser" ? Bundled(word) : word);

    private static string Bundled(string name) => Path.Combine(ModelZoo.BundledFolder, "images", name + ".png");

    private static int Area(SKBitmap picture) => picture.Width * picture.Height;

    private ProcessOutcome Render(params IEnumerable<string> options) =>
        Succeed(["render", "--model", "fashion-lenet", "--out", "out", .. options]);

    /// <summary>Renders, with one line on stderr.</summary>
    private ProcessOutcome Noted(params IEnumerable<string> options)
    {
        ProcessOutcome outcome = CliProcess.RunIn(
            _folder.Root, ["render", "--model", "fashion-lenet", "--out", "out", .. options]);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        Assert.That(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1));
        return outcome;
    }

    private ProcessOutcome Succeed(params IEnumerable<string> arguments) =>
        CliProcess.RunIn(_folder.Root, arguments).Succeeded();

    private RenderedReport Report(string name = "") => new(_folder.Root, "out", name);
}
