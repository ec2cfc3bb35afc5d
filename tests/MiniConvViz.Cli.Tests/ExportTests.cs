using System.Text.Json;
using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli.Tests;

/// <summary><c>export</c> from outside: Python reads exactly the bytes of the activations.</summary>
public sealed class ExportTests
{
    /// <summary>Prints name, type, shape and bytes of every array, however they were exported.</summary>
    private const string Reader =
        """
        import json, pathlib, sys, numpy
        path = pathlib.Path(sys.argv[1])
        if path.is_dir():
            files = json.loads((path / "index.json").read_text())["files"]
            arrays = {name: numpy.load(path / file) for name, file in files.items()}
        else:
            arrays = numpy.load(path)
        for name in arrays:
            array = arrays[name]
            print(name, array.dtype, array.shape, array.tobytes().hex(), sep="|")
        """;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("npy", "activations")]
    [TestCase("npz", "activations.npz")]
    public void Export_OpenedByNumpy_HasTheBytesOfEveryNode(string format, string output)
    {
        Export("--format", format);

        string[] seen = SystemPython.RunWithNumpy(Reader, _folder.File(output))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(seen, Is.EqualTo(Expected().Select(pair => Line(pair.Key, pair.Value))));
    }

    [Test]
    public void Export_Safetensors_HasTheNumbersAndWhereTheyCameFrom()
    {
        Export("--format", "safetensors", "--layers", "conv*", "--out", "some/where/a.safetensors");

        StateDict written = StateDict.Read(_folder.File("some/where/a.safetensors"));
        Assert.That(written.Tensors.Select(tensor => tensor.Name), Is.EqualTo(["input", "conv1", "conv2"]));
        Assert.That(written.Metadata["model"], Is.EqualTo("fashion-lenet"));
        Assert.That(written.Metadata["image"], Is.EqualTo("ankle-boot.png"));
        Dictionary<string, Tensor> expected = Expected();
        foreach (WeightTensor tensor in written.Tensors)
        {
            Assert.That(tensor.ToTensor().Values.ToArray(), Is.EqualTo(expected[tensor.Name].Values.ToArray()));
        }
    }

    [TestCase("a.safetensors", "")]
    [TestCase("A.SafeTensors", "")]
    [TestCase("a.safetensors", "--format safetensors")]
    public void Export_Extension_DecidesTheFormat(string file, string options)
    {
        Export(["--layers", "fc3", "--out", file, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        byte[] bytes = File.ReadAllBytes(_folder.File(file));
        Assert.That(bytes[8], Is.EqualTo((byte)'{'), "the header of a safetensors file, not a zip's PK");
        Assert.That(StateDict.Read(_folder.File(file)).Tensors.Select(tensor => tensor.Name),
            Is.EqualTo(["input", "fc3"]));
    }

    [TestCase("a.npz")]
    [TestCase("a.v2")]
    [TestCase("a")]
    public void Export_NoFormat_IsAnArchive(string file)
    {
        Export("--layers", "fc3", "--out", file);
        Assert.That(File.ReadAllBytes(_folder.File(file))[..2], Is.EqualTo("PK"u8.ToArray()));
    }

    [Test]
    public void Export_SeveralImages_MakesAFileEach()
    {
        Export("--image", Bundled("bag"), Bundled("trouser"), "--layers", "fc3", "--out", "both");

        Assert.That(
            Directory.EnumerateFiles(_folder.File("both")).Select(path => Path.GetFileName(path)),
            Is.EquivalentTo(["bag.npz", "trouser.npz"]));
    }

    [Test]
    public void Export_BadImageAmongGoodOnes_IsSkippedAndReportedAtTheEnd()
    {
        _folder.Write("empty.png", []);

        ProcessOutcome outcome = CliProcess.RunIn(
            _folder.Root,
            "export", "--model", "fashion-lenet", "--layers", "fc3", "--out", "out", "--json",
            "--image", Bundled("bag"), "empty.png", Bundled("trouser"));

        Assert.That(outcome.ExitCode, Is.EqualTo(2));
        Assert.That(
            outcome.Error,
            Is.EqualTo($"miniconvviz: {BadImageOf(_folder.File("empty.png"))}{Environment.NewLine}"));
        Assert.That(
            outcome.Json().EnumerateArray().Select(file => file.ToString()),
            Is.EqualTo(new[] { "bag", "trouser" }.Select(name => $$"""
                {
                    "image": "{{name}}.png",
                    "path": "{{_folder.File($"out/{name}.npz")}}",
                    "tensors": 2
                  }
                """.ReplaceLineEndings("\n"))));
        Assert.That(
            Directory.EnumerateFiles(_folder.File("out")).Select(path => Path.GetFileName(path)),
            Is.EquivalentTo(["bag.npz", "trouser.npz"]));
    }

    private static string BadImageOf(string path) =>
        Assert.Throws<UnreadableInputException>(() => ImageReader.Read(path))!.Message;

    [Test]
    public void Export_ItsOwnInputAgain_GivesTheSameFile()
    {
        Export("--out", "first.npz");
        Export("--input", "first.npz:input", "--out", "second.npz");
        Export("--input", "first.npz", "--out", "third.npz");

        byte[] first = File.ReadAllBytes(_folder.File("first.npz"));
        Assert.That(File.ReadAllBytes(_folder.File("second.npz")), Is.EqualTo(first));
        Assert.That(File.ReadAllBytes(_folder.File("third.npz")), Is.EqualTo(first));
    }

    [Test]
    public void Export_MeanAndStd_ReplaceTheModels()
    {
        Export("--mean", "0.5", "--std", "0.25", "--layers", "x", "--out", "given.npz");
        Export("--mean", "0", "--std", "1", "--layers", "x", "--out", "plain.npz");

        float[] given = TensorFile.Read(_folder.File("given.npz")).Values.ToArray();
        float[] plain = TensorFile.Read(_folder.File("plain.npz")).Values.ToArray();
        Assert.That(plain.Max(), Is.EqualTo(1).Within(0.05).And.GreaterThan(plain.Min()));
        Assert.That(given, Is.EqualTo(plain.Select(value => (value - 0.5f) / 0.25f)));
    }

    [Test]
    public void Export_NamesThatAreNoFileNames_AreInTheIndex()
    {
        Export("--format", "npy", "--layers", "conv1", "--out", "named");

        byte[] json = File.ReadAllBytes(_folder.File("named/index.json"));
        JsonElement index = JsonSerializer.Deserialize<JsonElement>(json);
        Assert.That(index.GetProperty("files").GetProperty("conv1").GetString(), Is.EqualTo("conv1.npy"));
        Assert.That(index.GetProperty("model").GetString(), Is.EqualTo("fashion-lenet"));
    }

    [TestCase("--format csv", "'csv'", "npz")]
    [TestCase("--out a.npz --format safetensors", "a.npz", "a NumPy archive", "--format says safetensors")]
    [TestCase("--out a.safetensors --format npz", "a safetensors file", "--format says npz")]
    [TestCase("--out a.NPZ --format npy", "a NumPy archive", "--format says npy")]
    [TestCase("--out a.npy", "the name of one array", "--out NAME.npz", "--format npy")]
    [TestCase("--out a.pt", "a format that is not written", "npy, npz, safetensors")]
    [TestCase("--out a.csv --format npz", "a format that is not written")]
    [TestCase("--mean 0.5,0.5", "--mean takes 1 number,", "'0.5,0.5'")]
    [TestCase("--std 0", "--std divides")]
    [TestCase("--std one", "--std takes", "'one'")]
    [TestCase("--input nowhere.npy", "nowhere.npy: no such file")]
    [TestCase("--input wide.npy", "expected an input [N,1,H,W], got [1,2,3]")]
    [TestCase("--input wide.npy --image a.png", "give one of them")]
    [TestCase("--input wide.npy:x", "has no key 'x'")]
    [TestCase("--out wide.npy/below.npz", "cannot be created")]
    public void Export_ThatCannotBe_IsRefused(string options, params string[] told)
    {
        NpyWriter.Write(_folder.File("wide.npy"), new Tensor([1, 2, 3]));

        CliProcess
            .RunIn(_folder.Root, ["export", "--model", "fashion-lenet", .. options.Split(' ')])
            .IsRefused(2, told);
        Assert.That(_folder.Names, Is.EqualTo(["wide.npy"]));
    }

    /// <summary>The library's own run: the input, then every node, as this test's process computes them.</summary>
    private static Dictionary<string, Tensor> Expected()
    {
        Network network = ModelZoo.Load("fashion-lenet");
        Tensor input = Preprocessing.For(network.Card).Apply(ImageReader.Read(Bundled("ankle-boot"))).Input;
        using Session session = new(network, Device.Auto());
        using Tap tap = session.Tap("*");
        _ = session.Run(input);
        Dictionary<string, Tensor> tensors = new() { ["input"] = input };
        foreach (Activation activation in tap.Activations)
        {
            tensors.Add(activation.Name, activation.Values);
        }

        return tensors;
    }

    private static string Line(string name, Tensor tensor)
    {
        byte[] bytes = new byte[tensor.Values.Length * sizeof(float)];
        Buffer.BlockCopy(tensor.Values.ToArray(), 0, bytes, 0, bytes.Length);
        string shape = string.Join(", ", tensor.Shape.Extents.ToArray());
        return $"{name}|float32|({shape})|{Convert.ToHexStringLower(bytes)}";
    }

    private static string Bundled(string image) => Path.Combine(ModelZoo.BundledFolder, "images", image + ".png");

    private void Export(params IEnumerable<string> options) =>
        CliProcess.RunIn(_folder.Root, ["export", "--model", "fashion-lenet", .. options]).Succeeded();
}
