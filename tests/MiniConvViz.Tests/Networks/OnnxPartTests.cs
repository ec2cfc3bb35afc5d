using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;
using MiniConvViz.Tests.Formats;

namespace MiniConvViz.Tests.Networks;

/// <summary>Graphs some of whose nodes cannot be computed: the others become a network, and those left out are
/// listed.</summary>
public sealed class OnnxPartTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void UnsupportedTail_IsCut()
    {
        Network network = Read(Detector());

        Assert.That(network.Nodes.Select(node => node.Name), Is.EqualTo(["x", "relu", "boxes", "scores"]));
        Assert.That(network.Outputs.Select(node => node.Name), Is.EqualTo(["scores", "boxes"]));
        Assert.That(
            network.Missing,
            Is.EqualTo(
            [
                new MissingNode(
                    "nms",
                    "NonMaxSuppression",
                    "the operator NonMaxSuppression, the size of whose output depends on values, is not supported"),
                new MissingNode("cast", "Cast", ""),
            ]));
        Assert.That(
            network.MissingSummary,
            Is.EqualTo(
                "2 of 5 nodes cannot be computed (unsupported: the operator NonMaxSuppression ('nms'), the size of whose "
                + "output depends on values; "
                + "left out because they depend on these: 'cast'); the other 3 are computed"));
        using Session session = new(network, Device.Cpu(1));
        Assert.That(session.Run(new Tensor([2], [-1, 2])).Values.ToArray(), Is.EqualTo([0f, -2f]));
    }

    [Test]
    public void UnsupportedTail_IsRefusedByStrict() => Assert.That(
        () => OnnxReader.Read(_folder.Write("net.onnx", Detector().ToArray()), given: null, strict: true),
        Throws.TypeOf<UnsupportedModelException>().With.Message.EndsWith(
            "net.onnx: contains unsupported nodes: the operator NonMaxSuppression ('nms'), the size of whose "
            + "output depends on values"));

    [Test]
    public void OutputThatIsLeft_StaysTheFirst()
    {
        Network network = Read(new OnnxBytes()
            .Input(OnnxBytes.Value("x", 2))
            .Node("Relu", "relu", ["x"], ["r"])
            .Node("Loop", "loop", ["r"], ["lost"])
            .Node("Neg", "neg", ["x"], ["y"])
            .Node("Abs", "abs", ["y"], ["dangling"])
            .Node("Loop", "again", ["dangling"], ["lost too"])
            .Output(OnnxBytes.Value("lost", 1))
            .Output(OnnxBytes.Value("lost too", 1))
            .Output(OnnxBytes.Value("y", 2)));

        Assert.That(network.Outputs.Select(node => node.Name), Is.EqualTo(["neg", "abs", "relu"]));
        Assert.That(network.Missing.Select(node => node.Name), Is.EqualTo(["loop", "again"]));
    }

    [Test]
    public void RefusedOperator_LeavesNoNodes()
    {
        // Expand adds a constant for its input before the importer finds that a run computes its shape.
        Network network = Read(new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1))
            .Initializer(OnnxBytes.Tensor("k", [1], 3))
            .Node("Expand", "expand", ["k", "x"], ["e"])
            .Node("Add", "add", ["x", "k"], ["y"])
            .Output(OnnxBytes.Value("e", 1))
            .Output(OnnxBytes.Value("y", 1)));

        Assert.That(network.Nodes.Select(node => node.Name), Is.EqualTo(["x", "k", "add"]));
        Assert.That(
            network.MissingSummary,
            Is.EqualTo(
                "1 of 2 nodes cannot be computed (unsupported: 'expand' (Expand): the graph computes its shape); "
                + "the other one is computed"));
    }

    [Test]
    public void TrainingMode_IsRefusedAsAWhole() => Assert.That(
        () => Read(new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1, 1, 2, 2))
            .Initializer(OnnxBytes.Tensor("one", [1], 1))
            .Node("Relu", "relu", ["x"], ["r"])
            .Node(
                "BatchNormalization", "bn", ["r", "one", "one", "one", "one"], ["y"],
                OnnxBytes.Integer("training_mode", 1))
            .Output(OnnxBytes.Value("y", 1))),
        Throws.TypeOf<UnsupportedModelException>().With.Message.EndsWith(
            "net.onnx: contains unsupported nodes: 'bn' (BatchNormalization): computes the statistics of the batch: "
            + "the model was exported in training mode; call model.eval() before torch.onnx.export"));

    [Test]
    public void WholeNetwork_LacksNothing()
    {
        Network network = Read(new OnnxBytes()
            .Input(OnnxBytes.Value("x", 1))
            .Node("Relu", ["x"], ["y"])
            .Output(OnnxBytes.Value("y", 1)));

        Assert.That(network.Missing, Is.Empty);
        Assert.That(network.MissingSummary, Is.Empty);
    }

    [Test]
    public void PointerOfGitLfs_IsNamedWithTheRemedy()
    {
        byte[] pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"u8.ToArray();
        string path = _folder.Write("net.onnx", pointer);

        Assert.That(
            () => OnnxReader.Read(path),
            Throws.TypeOf<UnreadableInputException>().With.Message.EqualTo(
                $"{path}: is a git-lfs pointer, not the model; run: git lfs pull"));
    }

    private static OnnxBytes Detector() => new OnnxBytes()
        .Input(OnnxBytes.Value("x", 2))
        .Node("Relu", "relu", ["x"], ["r"])
        .Node("Abs", "boxes", ["r"], ["b"])
        .Node("Neg", "scores", ["r"], ["s"])
        .Node("NonMaxSuppression", "nms", ["b", "s"], ["n"])
        .Node("Cast", "cast", ["n"], ["y"], OnnxBytes.Integer("to", 1))
        .Output(OnnxBytes.Value("y", 1));

    private Network Read(OnnxBytes graph) => OnnxReader.Read(_folder.Write("net.onnx", graph.ToArray()));
}
