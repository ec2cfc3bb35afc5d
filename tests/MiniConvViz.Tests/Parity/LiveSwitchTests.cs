using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Networks;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// Switches that a state_dict does not contain, set one way in PyTorch and another way here: <c>verify</c> names each.
/// Needs Debian's python3-torch and python3-torchvision.
/// </summary>
[Category("Exhaustive")]
public sealed class LiveSwitchTests
{
    private const string Script =
        """
        import sys
        import torch
        import torchvision
        from torch import nn
        sys.path.insert(0, sys.argv[1])
        from dump_reference import dump_reference

        class Net(nn.Module):
            def __init__(self, padding_mode="zeros", stride=2, dilation=1, align_corners=False, eps=1e-5):
                super().__init__()
                self.conv = nn.Conv2d(3, 6, 3, padding=1, padding_mode=padding_mode)
                self.norm = nn.BatchNorm2d(6, eps)
                self.strided = nn.Conv2d(6, 6, 3, stride=stride, padding=dilation, dilation=dilation)
                self.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=align_corners)

            def forward(self, x):
                return self.up(self.strided(self.norm(self.conv(x)).relu()))

        def zoo(name, **switches):
            if name in ("googlenet", "inception_v3"):
                switches = dict(aux_logits=False, init_weights=False, **switches)
            return getattr(torchvision.models, name)(weights=None, **switches)

        def stay_in_training(model):
            model.train().eval = lambda: model
            return model

        def same_weights(model, other):
            model.load_state_dict(other.state_dict())
            return model

        torch.manual_seed(1)
        path, image = sys.argv[2], torch.randn(2, 3, 96, 96)

        """;

    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void RequirePyTorch() => SystemPython.RequirePyTorch();

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("googlenet", "conv1.conv")]
    [TestCase("inception_v3", "Conv2d_1a_3x3.conv")]
    public void TransformInput_GivenOrNot_MatchesOrIsNamed(string model, string first)
    {
        string weights = _folder.File("weights.pth");
        ReferenceFile with = Dump(
            $"""
            model = zoo("{model}", transform_input=True)
            torch.save(model.state_dict(), sys.argv[3])
            dump_reference(model, image, path)
            """,
            weights);
        ReferenceFile without = Dump(
            $"""
            model = zoo("{model}", transform_input=False)
            model.load_state_dict(torch.load(sys.argv[3]))
            dump_reference(model, image, path)
            """,
            weights);
        Network plain = ModelZoo.Load(model, weights);
        Network transforming = ModelZoo.Load(model, weights, transformInput: true);

        AssertSame(plain, without);
        AssertSame(transforming, with);
        AssertNamed(plain, with, first, "transform_input", "PyTorch had transform_input=True");
        AssertNamed(transforming, without, first, "transform_input", "PyTorch had transform_input=False");
    }

    [TestCase("padding_mode='reflect'", "conv", "padding_mode", "'reflect'")]
    [TestCase("padding_mode='replicate'", "conv", "padding_mode", "'replicate'")]
    [TestCase("padding_mode='circular'", "conv", "padding_mode", "'circular'")]
    [TestCase("stride=1", "strided", "replace_stride_with_dilation", "stride=(1, 1)")]
    [TestCase("stride=1, dilation=2", "strided", "replace_stride_with_dilation", "dilation=(2, 2), not")]
    [TestCase("align_corners=True", "up", "align_corners", "align_corners=True")]
    [TestCase("eps=1e-3", "norm", "BN eps", "eps=0.001")]
    public void SwitchOfALayer_IsNamed(string switches, string node, string hypothesis, string claim)
    {
        string onnx = _folder.File("net.onnx");
        ReferenceFile theirs = Dump(
            $"""
            ours = Net()
            dump_reference(ours, image, path, onnx=sys.argv[3])
            dump_reference(same_weights(Net({switches}), ours), image, path)
            """,
            onnx);

        AssertNamed(OnnxReader.Read(onnx), theirs, node, hypothesis, claim);
    }

    [TestCase("resnet18", "bn1", "the mean and the variance of the batch")]
    [TestCase("squeezenet1_1", "classifier.0", "PyTorch left out")]
    public void TrainingMode_IsNamed(string model, string node, string claim)
    {
        string weights = _folder.File("weights.pth");
        ReferenceFile theirs = Dump(
            $"""
            model = zoo("{model}")
            torch.save(model.state_dict(), sys.argv[3])
            dump_reference(stay_in_training(model), image, path)
            """,
            weights);

        AssertNamed(ModelZoo.Load(model, weights), theirs, node, "training mode", claim);
    }

    private static void AssertSame(Network network, ReferenceFile reference)
    {
        Verification result = new Verifier(network, reference, Device.Cpu()).Run();
        Assert.That(
            result.Nodes.Where(node => node.Verdict is Verdict.Wrong or Verdict.Suspicious)
                .Select(node => $"{node.Node} {node.Verdict} {node.RelativeL2:E1}"),
            Is.Empty);
        Assert.That(result.NotInReference, Is.Empty);
        Assert.That(result.NotInNetwork, Is.Empty);
    }

    private static void AssertNamed(
        Network network, ReferenceFile reference, string node, string hypothesis, string claim)
    {
        Verification result = new Verifier(network, reference, Device.Cpu()).Run();
        Assert.That(result.FirstDivergence?.Node.Name, Is.EqualTo(node));
        Assert.That(result.Explanation?.Hypothesis, Is.EqualTo(hypothesis), result.Explanation?.ToString());
        Assert.That(result.Explanation!.Claim, Does.Contain(claim));
    }

    private ReferenceFile Dump(string call, params IEnumerable<string> more)
    {
        string path = _folder.File($"{Guid.NewGuid():N}.safetensors");
        SystemPython.Run(["-c", Script + call, RepositoryFiles.Get("weights"), path, .. more]);
        return ReferenceFile.Read(path);
    }
}
