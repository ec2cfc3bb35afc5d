using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>Weights that are NaN or infinite are named, from any source.</summary>
public sealed class WeightWarningTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Load_BundledNetworks_HaveNothingToWarnOf() => Assert.That(
        ModelZoo.Bundled.SelectMany(name => ModelZoo.Load(name).Warnings), Is.Empty);

    [TestCase("conv1.weight", 399, float.NaN, "'conv1.weight' (1 of 400)")]
    [TestCase("conv2.weight", 0, float.PositiveInfinity, "'conv2.weight' (1 of 12800)")]
    [TestCase("fc3.bias", 9, float.NegativeInfinity, "'fc3.bias' (1 of 10)")]
    public void Load_OneBrokenValue_NamesItsTensor(string tensor, int index, float planted, string told)
    {
        Network network = ModelZoo.Load("fashion-lenet", WriteLenet((name, values) =>
        {
            if (name == tensor)
            {
                values.Values[index] = planted;
            }
        }));

        Assert.That(network.Warnings, Has.Count.EqualTo(1));
        Assert.That(network.Warnings[0], Does.Contain(told));
    }

    [Test]
    public void Load_EverythingBroken_IsOneSentence()
    {
        Network network = ModelZoo.Load(
            "fashion-lenet", WriteLenet((_, values) => values.Values.Fill(float.NaN)));

        Assert.That(network.Warnings, Has.Count.EqualTo(1));
        Assert.That(network.Warnings[0], Does.Contain("'conv1.bias' (16 of 16)").And.Contain("and 2 more"));
    }

    [Test]
    public void Read_OnnxWithABrokenWeight_NamesTheInitialiser()
    {
        OnnxBytes file = new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 1, 4, 4))
            .Initializer(OnnxBytes.Tensor("stem.weight", [2, 1, 1, 1], 1f, float.NaN))
            .Initializer(OnnxBytes.Tensor("head.weight", [3, 2], 1, 2, 3, float.PositiveInfinity, 5, 6))
            .Initializer(OnnxBytes.Tensor("upper", [], float.PositiveInfinity))
            .Initializer(OnnxBytes.Tensor("lower", [], 0))
            .Node("Conv", ["x", "stem.weight"], ["a"])
            .Node("Clip", ["a", "lower", "upper"], ["b"])
            .Node("GlobalAveragePool", ["b"], ["c"])
            .Node("Flatten", ["c"], ["d"])
            .Node("Gemm", ["d", "head.weight"], ["y"], OnnxBytes.Integer("transB", 1))
            .Output(OnnxBytes.Value("y", 1, 3));

        Network network = OnnxReader.Read(_folder.Write("net.onnx", file.ToArray()));

        Assert.That(network.Warnings, Has.Count.EqualTo(1));
        Assert.That(network.Warnings[0], Does.Contain("'stem.weight' (1 of 2)").And.Contain("'head.weight' (1 of 6)"));
        Assert.That(network.Warnings[0], Does.Not.Contain("upper"), "a clamp without an upper end is no fault");
    }

    private string WriteLenet(Action<string, Tensor> change)
    {
        Dictionary<string, Tensor> tensors = [];
        foreach (Node node in ModelZoo.Load("fashion-lenet").Nodes)
        {
            foreach (Parameter parameter in node.Operator.Parameters)
            {
                string name = $"{node.Name}.{parameter.Name}";
                tensors[name] = parameter.Value.Clone();
                change(name, tensors[name]);
            }
        }

        string path = _folder.File("lenet.safetensors");
        SafeTensorsWriter.Write(path, tensors);
        return path;
    }
}
