using System.Text.Json;
using MiniConvViz.Formats;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Cli.Tests;

/// <summary>The figures that <c>render</c> shows of an output, on the console and in both reports.</summary>
public sealed class OutputKindTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    /// <summary>The logarithms of 1, 2 and 1 are the scores of 25, 50 and 25 %.</summary>
    [TestCase("Softmax", "class 1 50.0 %, class 0 25.0 %, class 2 25.0 %")]
    [TestCase("LogSoftmax", "class 1 50.0 %, class 0 25.0 %, class 2 25.0 %")]
    [TestCase("", "class 1 50.0 %, class 0 25.0 %, class 2 25.0 %")]
    [TestCase("Sigmoid", "class 1 66.7 %, class 0 50.0 %, class 2 50.0 %")]
    [TestCase("Tanh", "output 0 0, output 1 0.6, output 2 0")]
    public void Render_ThreeOutputs_ShowsWhatTheLastOperatorMakesOfThem(string last, string told)
    {
        Render(last, [0f, MathF.Log(2), 0f], told);

        JsonElement first = Index().GetProperty("classes")[0];
        Assert.That(first.TryGetProperty(last == "Tanh" ? "value" : "probability", out _));
    }

    [TestCase("", 40.6f, "output 40.6")]
    [TestCase("Sigmoid", 0f, "output 50.0 %")]
    public void Render_OneOutput_IsNoClass(string last, float value, string told)
    {
        Render(last, [value], told);

        string page = File.ReadAllText(_folder.File("out/index.html"));
        Assert.That(page, Does.Contain(told["output ".Length..]).And.Not.Contain("class 0"));
    }

    /// <summary>Renders a network of a linear layer that changes nothing, and one operator after it.</summary>
    private void Render(string last, float[] values, string told)
    {
        int n = values.Length;
        float[] identity = [.. Enumerable.Range(0, n * n).Select(i => i % (n + 1) == 0 ? 1f : 0f)];
        OnnxBytes network = new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, n))
            .Initializer(OnnxBytes.Tensor("weight", [n, n], identity))
            .Node("MatMul", "fc", ["x", "weight"], [last.Length > 0 ? "scores" : "y"]);
        network = last.Length > 0 ? network.Node(last, "last", ["scores"], ["y"]) : network;
        string model = _folder.Write("net.onnx", network.Output(OnnxBytes.Value("y", 1, n)).ToArray());
        NpyWriter.Write(_folder.File("input.npy"), new Tensor([1, n], values));

        string output = CliProcess
            .RunIn(_folder.Root, "render", "--model", model, "--input", "input.npy", "--out", "out")
            .Succeeded()
            .Output;

        Assert.That(output, Does.StartWith($"input.npy: {told}{Environment.NewLine}"));
    }

    private JsonElement Index() =>
        JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(_folder.File("out/index.json")));
}
