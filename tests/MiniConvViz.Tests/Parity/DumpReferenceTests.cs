using MiniConvViz.Analysis;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// <c>weights/dump_reference.py</c> on the user's own models.
/// Needs Debian's python3-torch.
/// </summary>
[Category("Exhaustive")]
public sealed class DumpReferenceTests
{
    private const string Models =
        """
        import sys
        import torch
        from torch import nn
        sys.path.insert(0, sys.argv[1])
        from dump_reference import dump_reference

        class TwoInputs(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv = nn.Conv2d(3, 4, 3)
                self.relu = nn.ReLU(inplace=True)

            def forward(self, image, mask):
                return self.relu(self.conv(image) + mask)

        class Untraceable(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv = nn.Conv2d(3, 3, 3, padding=1)
                self.relu = nn.ReLU(inplace=True)

            def forward(self, x):
                for _ in range(2):
                    x = self.relu(self.conv(x))
                    if x.sum() < 0:
                        x = -x
                return x

        class Convolved(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv = nn.Conv2d(3, 4, 3)
                self.relu = nn.ReLU(inplace=True)
                self.plain = torch.full((1, 3, 1, 1), .25)
                self.register_buffer("mean", torch.full((1, 3, 1, 1), .25))
                self.register_buffer("blur", torch.ones(4, 1, 3, 3) / 9)

        class WithBuffer(Convolved):
            def forward(self, x):
                return self.conv(x - self.mean)

        class WithLiteral(Convolved):
            def forward(self, x):
                return self.conv(x - torch.tensor([.25, .25, .25]).view(1, 3, 1, 1))

        class WithPlainTensor(Convolved):
            def forward(self, x):
                return self.conv(x - self.plain)

        class BlurPool(Convolved):
            def forward(self, x):
                return nn.functional.conv2d(self.conv(x), self.blur, stride=2, groups=4)

        class InPlaceNorm(Convolved):
            def forward(self, x):
                return self.conv(x.sub_(.25))

        class PreActivation(Convolved):
            def forward(self, x):
                return self.conv(self.relu(x))

        class InPlaceSteps(Convolved):
            def forward(self, x):
                y = self.conv(x)
                twice = y * 2
                y += 1
                y.mul_(3)
                return twice + y

        class InPlaceSlice(Convolved):
            def forward(self, x):
                x[:, 0] = 1
                y = self.conv(x)
                y[:, 0] = 1
                return self.relu(y)

        class DictOut(Convolved):
            def forward(self, x):
                return {"out": self.conv(x)}

        torch.manual_seed(1)
        image, mask, path = torch.randn(2, 3, 8, 7), torch.randn(2, 4, 6, 5), sys.argv[2]

        """;

    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void RequirePyTorch() => SystemPython.RequirePyTorch();

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void ModelWithTwoInputs_IsWrittenWithTheirNamesAndTheOnnxFile()
    {
        string onnx = _folder.File("two.onnx");
        ReferenceFile reference = Dump(
            "dump_reference(TwoInputs(), (image, mask), path, float64=True, onnx=sys.argv[3])", onnx);

        Assert.That(reference.Names, Is.EqualTo(["image", "mask", "conv", "add", "relu"]));
        Assert.That(reference.FindDouble("add"), Has.Length.EqualTo(2 * 4 * 6 * 5));
        Assert.That(reference.Find("add")!.Values.ToArray().Min(), Is.Negative, "kept before the in-place ReLU");
        Assert.That(reference.About("torch"), Is.Not.Empty);
        Assert.That(reference.About("threads"), Is.Not.Empty);
        Assert.That(reference.About("tf32_cudnn"), Is.AnyOf("True", "False"));
        Assert.That(new FileInfo(onnx).Length, Is.Positive);
    }

    [Test]
    public void ModelThatCannotBeTraced_IsWrittenModuleByModule()
    {
        ReferenceFile reference = Dump("dump_reference(Untraceable(), image, path)");

        Assert.That(reference.Names, Is.EqualTo(["input", "conv", "relu", "conv_1", "relu_1"]));
        Assert.That(reference.About("names"), Is.EqualTo("module hooks"));
        Assert.That(reference.ShapeOf("conv_1"), Is.EqualTo(Shape.Create([2, 3, 8, 7])));
        Assert.That(reference.Find("conv")!.Values.ToArray().Min(), Is.Negative, "kept before the in-place ReLU");
    }

    [TestCase("WithBuffer", "input, sub, conv", "torch.fx")]
    [TestCase("WithLiteral", "input, sub, conv", "torch.fx")]
    [TestCase("WithPlainTensor", "input, sub, conv", "torch.fx")]
    [TestCase("BlurPool", "input, conv, conv2d", "torch.fx")]
    [TestCase("InPlaceNorm", "input, sub_, conv", "torch.fx")]
    [TestCase("PreActivation", "input, relu, conv", "torch.fx")]
    [TestCase("InPlaceSteps", "input, conv, mul, add, mul_, add_1", "torch.fx")]
    [TestCase("InPlaceSlice", "input, conv, relu", "module hooks")]
    [TestCase("DictOut", "input, conv", "torch.fx")]
    public void TensorsOfEveryKindAndInPlaceChanges_AreWrittenAsTheyWereComputed(
        string model, string names, string how)
    {
        ReferenceFile reference = Dump(
            $$"""
            model, given = {{model}}(), image.clone()
            before = set(vars(model))
            dump_reference(model, image, path, float64=True)
            assert torch.equal(image, given), "the input was changed"
            assert set(vars(model)) == before, "the model was changed"
            dump_reference(nn.Identity(), given, sys.argv[3])
            """,
            _folder.File("given.safetensors"));
        float[] given = ReferenceFile.Read(_folder.File("given.safetensors")).Find("input")!.Values.ToArray();

        Assert.That(string.Join(", ", reference.Names), Is.EqualTo(names));
        Assert.That(reference.About("names"), Is.EqualTo(how));
        Assert.That(reference.Find("input")!.Values.ToArray(), Is.EqualTo(given), "the input as it was given");
        foreach (string node in reference.Names.Skip(1))
        {
            double[] single = [.. reference.Find(node)!.Values.ToArray().Select(value => (double)value)];
            Assert.That(single, Is.EqualTo(reference.FindDouble(node)!).Within(1e-5), node);
        }
    }

    [Test]
    public void InPlaceSteps_KeepEveryValueAsItWasThen()
    {
        ReferenceFile reference = Dump("dump_reference(InPlaceSteps(), image, path)");

        float[] conv = reference.Find("conv")!.Values.ToArray();
        Assert.That(reference.Find("mul")!.Values.ToArray(), Is.EqualTo(conv.Select(value => value * 2)));
        Assert.That(reference.Find("add")!.Values.ToArray(), Is.EqualTo(conv.Select(value => value + 1)));
        Assert.That(reference.Find("mul_")!.Values.ToArray(), Is.EqualTo(conv.Select(value => (value + 1) * 3)));
    }

    private ReferenceFile Dump(string call, params IEnumerable<string> more)
    {
        string path = _folder.File("reference.safetensors");
        SystemPython.Run(["-c", Models + call, RepositoryFiles.Get("weights"), path, .. more]);
        return ReferenceFile.Read(path);
    }
}
