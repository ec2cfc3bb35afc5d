using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// A network trained by others on photographs (../shared/models/cifar10-resnet20), from its legacy checkpoint,
/// against the 74 activations that PyTorch saved for it: the input and 73 nodes.
/// </summary>
public sealed class Cifar10ResNet20Tests
{
    private const int Cat = 3;

    [TestCase("cpu")]
    [TestCase("reference")]
    public void EveryActivation_IsReproduced(string device)
    {
        StateDict reference = StateDict.Read(
            RepositoryFiles.Shared("models", "cifar10-resnet20", "reference.safetensors"));
        IReadOnlyList<ReferenceComparison.NodeError> errors =
            ReferenceComparison.Compare(Load(), reference, Device.Parse(device));
        ReferenceComparison.AssertContract(errors, nodes: 73);
    }

    [Test]
    public void OnnxFile_WithFoldedBatchNorms_IsWithinRoundingEverywhere()
    {
        Network network = OnnxReader.Read(RepositoryFiles.Shared("models", "cifar10-resnet20", "resnet20.onnx"));
        ReferenceFile reference = ReferenceFile.Read(
            RepositoryFiles.Shared("models", "cifar10-resnet20", "reference.safetensors"));

        Verification result = new Verifier(network, reference, Device.Cpu()).Run();

        Assert.That(result.Nodes.Where(node => node.Verdict != Verdict.WithinRounding), Is.Empty);
        Assert.That(result.Nodes, Has.Count.EqualTo(54), "all of PyTorch's 73 but the 19 that the exporter folded");
        IEnumerable<NodeVerdict> folded = result.Nodes.Where(node => node.Node.Operator is Conv2d);
        Assert.That(folded.Count(node => node.Key.Contains(".bn")), Is.EqualTo(18));
    }

    [Test]
    public void CatImage_BecomesPyTorchsInputAndIsClassifiedAsCat()
    {
        StateDict reference = StateDict.Read(
            RepositoryFiles.Shared("models", "cifar10-resnet20", "reference.safetensors"));
        Network network = Load();
        RgbImage image = ImageReader.Read(RepositoryFiles.Shared("models", "cifar10-resnet20", "cat32.png"));
        Tensor input = Preprocessing.For(network.Card).Apply(image).Input;
        NumericAssert.Equal(input, reference.Tensors.Single(tensor => tensor.Name == "input").ToTensor(), "input");

        using Session session = new(network, Device.Cpu());
        float[] logits = session.Run(input).Values.ToArray();
        Assert.That(Array.IndexOf(logits, logits.Max()), Is.EqualTo(Cat));
    }

    private static Network Load()
    {
        StateDict checkpoint = StateDict.Read(
            RepositoryFiles.Shared("models", "cifar10-resnet20", "resnet20-12fca82f.th"));
        Assert.That(checkpoint.Format, Is.EqualTo("PyTorch legacy"));
        Assert.That(checkpoint.Notes, Has.Some.Contains("state_dict").And.Some.Contains("module."));
        return Describe(new CheckpointParameters(checkpoint));
    }

    /// <summary>
    /// ResNet-20 for CIFAR-10 (He et al. 2015, section 4.2), as in github.com/akamaster/pytorch_resnet_cifar10.
    /// </summary>
    private static Network Describe(IParameterSource parameters)
    {
        ModelCard card = new("cifar10-resnet20", 3, null, 32, [0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f], []);
        NetworkBuilder net = new(card, parameters);
        Node x = net.Conv2d("conv1", net.Input(), 3, 16, kernel: 3, padding: 1, bias: false);
        x = net.BatchNorm2d("bn1", x, 16);
        x = net.Apply("relu", new ReLU(), x);
        for (int stage = 0; stage < 3; stage++)
        {
            for (int block = 0; block < 3; block++)
            {
                x = Block(net, $"layer{stage + 1}.{block}", x, 16 << stage, halves: stage > 0 && block == 0);
            }
        }

        x = net.Apply("adaptive_avg_pool2d", new AdaptiveAvgPool2d(1), x);
        x = net.Apply("flatten", new Flatten(), x);
        net.Linear("linear", x, 64, 10);
        return net.Build();
    }

    private static Node Block(NetworkBuilder net, string name, Node x, int channels, bool halves)
    {
        int inChannels = halves ? channels / 2 : channels;
        Node y = net.Conv2d(
            $"{name}.conv1", x, inChannels, channels, kernel: 3, halves ? 2 : 1, padding: 1, bias: false);
        y = net.BatchNorm2d($"{name}.bn1", y, channels);
        y = net.Apply($"{name}.relu", new ReLU(), y);
        y = net.Conv2d($"{name}.conv2", y, channels, channels, kernel: 3, padding: 1, bias: false);
        y = net.BatchNorm2d($"{name}.bn2", y, channels);
        y = net.Apply($"{name}.add", new Add(), y, halves ? Shortcut(net, name, x, inChannels) : x);
        return net.Apply($"{name}.relu", new ReLU(), y);
    }

    /// <summary>
    /// The paper's shortcut without weights, "option A": <c>x[:, :, ::2, ::2]</c>, then a quarter of the channels as
    /// zeros on either side.
    /// </summary>
    private static Node Shortcut(NetworkBuilder net, string name, Node x, int inChannels)
    {
        int[] start = [0, 0];
        int[] end = [int.MaxValue, int.MaxValue];
        Node slice = net.Apply($"{name}.getitem", new Slice(start, end, axes: [2, 3], steps: [2, 2]), x);
        int[] zeros = [0, inChannels / 2, 0, 0];
        return net.Apply($"{name}.pad", new Pad(zeros, zeros), slice);
    }
}
