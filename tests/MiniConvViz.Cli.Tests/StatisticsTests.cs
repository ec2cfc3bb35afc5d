using System.Text.Json;
using MiniConvViz.Networks;

namespace MiniConvViz.Cli.Tests;

/// <summary><c>statistics</c> from outside: its output for several images, and its error messages.</summary>
public sealed class StatisticsTests
{
    private static readonly string[] Bundled = ["ankle-boot", "bag", "sneaker", "trouser"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        Directory.CreateDirectory(_folder.File("many"));
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    /// <summary>Eleven images are batches of eight and of three.</summary>
    [TestCase("cpu")]
    [TestCase("reference")]
    [TestCase("ilgpu-cpu")]
    public void Statistics_OfManyImages_AreThoseOfEachTogether(string device)
    {
        for (int i = 0; i < 11; i++)
        {
            Image($"{i:00}.png", Bundled[i % Bundled.Length]);
        }

        JsonElement all = Run("--image", "many", "--device", device).Json();
        JsonElement[] each =
        [
            .. Enumerable.Range(0, 11).Take(Bundled.Length)
                .Select(i => LayerOf(Run("--image", $"many/{i:00}.png", "--device", "reference").Json(), "relu1")),
        ];

        JsonElement layer = LayerOf(all, "relu1");
        int[] times = [3, 3, 3, 2];
        Assert.That(all.GetProperty("images").GetInt32(), Is.EqualTo(11));
        Assert.That(layer.GetProperty("operator").GetString(), Is.EqualTo("ReLU"));
        Assert.That(layer.GetProperty("channels").GetArrayLength(), Is.EqualTo(16));
        AssertTogether(layer.GetProperty("all"), [.. each.Select(one => one.GetProperty("all"))], times);
        for (int c = 0; c < 16; c++)
        {
            AssertTogether(
                layer.GetProperty("channels")[c], [.. each.Select(one => one.GetProperty("channels")[c])], times);
        }
    }

    [Test]
    public void Statistics_Table_HasARowPerLayer()
    {
        Image("a.png", "bag");
        string[] lines = CliProcess.RunIn(
            _folder.Root, "statistics", "--model", "fashion-lenet", "--image", "many", "--layers", "conv?", "relu1")
            .Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.That(lines[0], Does.StartWith("node").And.Contain("zeros").And.Contain("dead channels"));
        Assert.That(lines.Count(line => line.StartsWith("conv")), Is.EqualTo(2));
        Assert.That(lines.Single(line => line.StartsWith("relu1")), Does.Contain(" ReLU ").And.Contain(" %"));
        Assert.That(lines[^1], Does.StartWith("fashion-lenet on ").And.EndWith("3 layers over 1 image"));
    }

    [TestCase("cpu")]
    [TestCase("ilgpu-cpu")]
    public void Statistics_WithHistogram_EveryNumberIsInABin(string device)
    {
        Image("a.png", "bag");
        Image("b.png", "sneaker");
        JsonElement all = Run("--image", "many", "--device", device, "--histogram").Json();
        JsonElement layer = LayerOf(all, "relu1");
        JsonElement[] bins = [.. all.GetProperty("histogramBins").EnumerateArray()];
        JsonElement[] measured = [layer.GetProperty("all"), .. layer.GetProperty("channels").EnumerateArray()];
        foreach (JsonElement numbers in measured)
        {
            long[] counts = [.. numbers.GetProperty("histogram").EnumerateArray().Select(count => count.GetInt64())];
            long count = numbers.GetProperty("count").GetInt64();
            double zeros = numbers.GetProperty("zeroFraction").GetDouble() * count;
            int highest = Array.FindLastIndex(counts, n => n > 0);
            double end = bins[highest].GetProperty("to").GetDouble();
            Assert.That(counts, Has.Length.EqualTo(bins.Length));
            Assert.That(counts.Sum(), Is.EqualTo(count));
            Assert.That(counts[bins.Length / 2], Is.EqualTo(zeros).Within(1e-6));
            Assert.That(counts[..(bins.Length / 2)], Is.All.Zero, "after a ReLU");
            Assert.That(numbers.GetProperty("max").GetDouble(), Is.InRange(end / 2, end));
        }
    }

    [Test]
    public void Statistics_HistogramTable_HasBarsForEveryLayer()
    {
        Image("a.png", "bag");
        string[] lines = CliProcess.RunIn(
            _folder.Root,
            "statistics", "--model", "fashion-lenet", "--image", "many", "--layers", "conv1", "relu1", "--histogram")
            .Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.That(lines.Count(line => line.StartsWith("node")), Is.EqualTo(2));
        string[] rows = [.. lines.Where(line => line.Contains('█'))];
        Assert.That(rows.Select(row => row.Split(' ')[0]), Is.EqualTo((string[])["conv1", "relu1"]));
        Assert.That(rows[0].IndexOf('▁'), Is.LessThan(rows[0].IndexOf('%')), "a convolution has negative numbers");
        Assert.That(rows[1].IndexOfAny(['▁', '█']), Is.GreaterThan(rows[1].IndexOf('%')), "a ReLU has none");
    }

    [Test]
    public void Statistics_BatchOfTensors_CountsItsImages()
    {
        string weights = RandomCheckpoint.Write(_folder.File("random.safetensors"), "squeezenet1_1", 10);
        Tensors.Tensor batch = new([3, 3, 40, 32]);
        Formats.NpyWriter.Write(_folder.File("batch.npy"), batch);
        JsonElement all = CliProcess.RunIn(
            _folder.Root,
            "statistics", "--model", "squeezenet1_1", "--weights", weights, "--input", "batch.npy", "--json")
            .Succeeded().Json();

        Assert.That(all.GetProperty("images").GetInt32(), Is.EqualTo(3));
        JsonElement input = LayerOf(all, "x");
        Assert.That(input.GetProperty("deadChannels").GetInt32(), Is.EqualTo(3), "all zero");
        Assert.That(input.GetProperty("all").GetProperty("count").GetInt64(), Is.EqualTo(3 * 3 * 40 * 32));
    }

    [Test]
    public void Statistics_BadImageAmongGoodOnes_IsReportedAndLeftOut()
    {
        Image("a.png", "bag");
        _folder.Write("many/b.png", "text"u8);
        Image("c.png", "bag");

        ProcessOutcome outcome = CliProcess.RunIn(
            _folder.Root, "statistics", "--model", "fashion-lenet", "--image", "many", "--json");

        Assert.That(outcome.ExitCode, Is.EqualTo(2));
        Assert.That(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1));
        Assert.That(outcome.Error, Does.StartWith("miniconvviz: ").And.Contain("b.png"));
        Assert.That(outcome.Json().GetProperty("images").GetInt32(), Is.EqualTo(2));
    }

    [TestCase("no node 'conx*'", "--layers conx*")]
    [TestCase("no device 'gpu'", "--device gpu")]
    [TestCase("holds no image", "--image many")]
    [TestCase("no such file", "--image nothing.png")]
    [TestCase("'--glitter'", "--glitter")]
    public void Statistics_OfWhatCannotBe_IsRefused(string told, string options) =>
        CliProcess.RunIn(_folder.Root, ["statistics", "--model", "fashion-lenet", .. options.Split(' ')])
            .IsRefused(2, told);

    private static void AssertTogether(JsonElement all, JsonElement[] each, int[] times)
    {
        double Together(string name) => each.Zip(times, (one, n) => n * one.GetProperty(name).GetDouble()).Sum();
        Assert.That(all.GetProperty("count").GetDouble(), Is.EqualTo(Together("count")));
        Assert.That(all.GetProperty("mean").GetDouble(), Is.EqualTo(Together("mean") / 11).Within(1e-6));
        Assert.That(
            all.GetProperty("zeroFraction").GetDouble(), Is.EqualTo(Together("zeroFraction") / 11).Within(1e-9));
        Assert.That(
            all.GetProperty("max").GetDouble(),
            Is.EqualTo(each.Max(one => one.GetProperty("max").GetDouble())).Within(1e-5));
    }

    private static JsonElement LayerOf(JsonElement summary, string node) =>
        summary.GetProperty("layers").EnumerateArray().Single(layer => layer.GetProperty("node").GetString() == node);

    private ProcessOutcome Run(params string[] options) => CliProcess.RunIn(
        _folder.Root, ["statistics", "--model", "fashion-lenet", "--layers", "relu1", "--json", .. options])
        .Succeeded();

    private void Image(string name, string bundled) => _folder.Write(
        $"many/{name}", File.ReadAllBytes(Path.Combine(ModelZoo.BundledFolder, "images", bundled + ".png")));
}
