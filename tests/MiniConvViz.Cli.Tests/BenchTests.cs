using System.Text.Json;
using MiniConvViz.Networks;
using MiniConvViz.Ops;

namespace MiniConvViz.Cli.Tests;

/// <summary>
/// <c>bench</c> from outside: its output, and whether its figures are consistent, never how fast it is.
/// </summary>
public sealed class BenchTests
{
    [Test]
    public void Bench_Json_HasFiguresThatAgree()
    {
        JsonElement bench = Bench("--model", "fashion-lenet", "--runs", "4", "--threads", "1", "--json").Json();

        double median = bench.GetProperty("medianMilliseconds").GetDouble();
        long multiplyAdds = bench.GetProperty("multiplyAdds").GetInt64();
        Assert.That(bench.GetProperty("runs").GetInt32(), Is.EqualTo(4));
        Assert.That(bench.GetProperty("device").GetString(), Does.StartWith("cpu").And.Contain("1 thread"));
        Assert.That(bench.GetProperty("inputs").GetRawText().Where(char.IsAsciiDigit), Is.EqualTo("112828"));
        Assert.That(multiplyAdds, Is.EqualTo(ModelZoo.Load("fashion-lenet").MultiplyAdds([[1, 1, 28, 28]]).Sum()));
        Assert.That(bench.GetProperty("minimumMilliseconds").GetDouble(), Is.Positive.And.AtMost(median));
        Assert.That(GigaflopsOf(bench), Is.EqualTo(2.0 * multiplyAdds / (median * 1e6)).Within(1e-9).Percent);
        Assert.That(bench.GetProperty("peakMemoryBytes").GetInt64(), Is.GreaterThan(10 << 20));
        Assert.That(bench.GetProperty("tappedNodes").GetInt32(), Is.Zero);
        Assert.That(bench.GetProperty("steps").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public void Bench_Tune_ReportsEveryFormOfEachKindOfLayer()
    {
        JsonElement bench =
            Bench("--model", "fashion-lenet", "--device", "ilgpu-cpu", "--runs", "1", "--tune", "--json").Json();

        JsonElement[] layers = [.. bench.GetProperty("tunedLayers").EnumerateArray()];
        Assert.That(layers.Select(layer => layer.GetProperty("node").GetString()), Does.Contain("conv1"));
        foreach (JsonElement layer in layers)
        {
            JsonElement[] forms = [.. layer.GetProperty("forms").EnumerateArray()];
            Assert.That(forms.Count(form => form.GetProperty("isExpected").GetBoolean()), Is.EqualTo(1));
            Assert.That(forms.Select(form => form.GetProperty("milliseconds").GetDouble()), Is.Ordered.And.All.Positive);
        }
    }

    [Test]
    public void Bench_PerNode_SharesTheTimeAndTheWorkAmongTheSteps()
    {
        JsonElement bench = Bench("--model", "fashion-resnet", "--runs", "2", "--per-node", "--json").Json();

        JsonElement[] steps = [.. bench.GetProperty("steps").EnumerateArray()];
        Assert.That(steps.Sum(step => step.GetProperty("share").GetDouble()), Is.EqualTo(1.0).Within(1e-9));
        Assert.That(
            steps.Sum(step => step.GetProperty("multiplyAdds").GetInt64()),
            Is.EqualTo(bench.GetProperty("multiplyAdds").GetInt64()));
        JsonElement fused = steps.Single(step => NamesOf(step).Contains("layer1.0.add"));
        Assert.That(NamesOf(fused), Is.EqualTo(["layer1.0.conv2", "layer1.0.bn2", "layer1.0.add", "layer1.0.relu_1"]));
        Assert.That(fused.GetProperty("operator").GetString(), Is.EqualTo("Conv2d + BatchNorm2d + Add + ReLU"));
        Assert.That(GigaflopsOf(fused), Is.Positive);
        Assert.That(fused.GetProperty("algorithm").GetString(), Is.Not.Empty);
    }

    [TestCase("all")]
    [TestCase("kind:Conv2d")]
    [TestCase("layer1.*")]
    public void Bench_Taps_KeepConvolutionsApart(string taps)
    {
        Network network = ModelZoo.Load("fashion-resnet");
        JsonElement bench = Bench(
            "--model", "fashion-resnet", "--runs", "1", "--taps", taps, "--per-node", "--json").Json();

        IEnumerable<Node> tapped = taps == "all" ? network.Nodes : NodePattern.Select(network, taps);
        string[][] steps = [.. bench.GetProperty("steps").EnumerateArray().Select(step => NamesOf(step).ToArray())];
        IEnumerable<string> convolutions = tapped.Where(node => node.Operator is Conv2d).Select(node => node.Name);
        Assert.That(bench.GetProperty("tappedNodes").GetInt32(), Is.EqualTo(tapped.Count()));
        Assert.That(steps.SelectMany(names => names).Append("x"), Is.SupersetOf(tapped.Select(node => node.Name)));
        Assert.That(steps.Where(names => names.Length == 1).Select(names => names[0]), Is.SupersetOf(convolutions));
    }

    [Test]
    public void Bench_RandomWeightsAndInputShape_NeedNoFile()
    {
        string text = Bench(
            "--model", "squeezenet1_1", "--random-weights", "1", "--input-shape", "2,3,64,48", "--runs", "1").Output;

        Assert.That(text, Does.StartWith("squeezenet1_1 on "));
        Assert.That(text, Does.Contain("input [2,3,64,48], nothing tapped: median "));
        Assert.That(text, Does.Contain(" of 1 run; ").And.Contain(" GFLOP/s; peak memory "));
    }

    [Test]
    public void Bench_OnnxFile_IsTimedWithItsOwnWeights()
    {
        string file = RepositoryFiles.Golden(Path.Combine("mutations", "squeeze_excite.onnx"));
        JsonElement bench = Bench("--model", file, "--runs", "1", "--per-node", "--json").Json();

        Assert.That(
            bench.GetProperty("steps").EnumerateArray().SelectMany(NamesOf).Distinct(),
            Is.SubsetOf(OnnxReader.Read(file).Nodes.Select(node => node.Name)).And.Not.Empty);
    }

    [Test]
    public void Bench_PerNodeTable_HasARowPerStep()
    {
        string table = Bench("--model", "fashion-lenet", "--runs", "1", "--per-node", "--device", "reference").Output;

        Assert.That(table, Does.Contain("GFLOP/s").And.Contain(" steps, "));
        Assert.That(table, Does.Contain(" conv1 ").And.Contain(" conv2 ").And.Contain(" fc3 ").And.Contain(" % "));
    }

    [TestCase("needs weights", "--model resnet18")]
    [TestCase("leave it out", "--model fashion-lenet --random-weights 1 --weights lenet.pth")]
    [TestCase("leave it out", "--model net.onnx --random-weights 1")]
    [TestCase("--random-weights takes a whole number", "--model resnet18 --random-weights some")]
    [TestCase("--runs takes a whole number from 1", "--model fashion-lenet --runs 0")]
    [TestCase("no node 'conx*'", "--model fashion-lenet --taps conx*")]
    [TestCase("four positive numbers", "--model fashion-lenet --input-shape 1,28,28")]
    [TestCase("[N,1,H,W]", "--model fashion-lenet --input-shape 1,3,28,28")]
    [TestCase("--tune is for GPUs", "--model fashion-lenet --device cpu --tune")]
    [TestCase("no device 'gpu'", "--model fashion-lenet --device gpu")]
    public void Bench_OfWhatCannotBe_IsRefused(string told, string options) =>
        CliProcess.RunIn(Path.GetTempPath(), ["bench", .. options.Split(' ')]).IsRefused(2, told);

    private static ProcessOutcome Bench(params IEnumerable<string> options) =>
        CliProcess.RunIn(Path.GetTempPath(), ["bench", .. options]).Succeeded();

    private static double GigaflopsOf(JsonElement measured) => measured.GetProperty("gigaflopsPerSecond").GetDouble();

    private static string[] NamesOf(JsonElement step) =>
        [.. step.GetProperty("nodes").EnumerateArray().Select(name => name.GetString()!)];
}
