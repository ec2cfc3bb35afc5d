using MiniConvViz.Analysis;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// <c>weights/dump_reference.py</c> on models that are nobody's but the user's. Needs Debian's python3-torch.
/// </summary>
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

    private ReferenceFile Dump(string call, params IEnumerable<string> more)
    {
        string path = _folder.File("reference.safetensors");
        SystemPython.Run(["-c", Models + call, RepositoryFiles.Get("weights"), path, .. more]);
        return ReferenceFile.Read(path);
    }
}
