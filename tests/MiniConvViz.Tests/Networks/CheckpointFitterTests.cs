using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Networks;

/// <summary>A trained network inside another module, or in parts: its tensors under other names.</summary>
public sealed class CheckpointFitterTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("net.", "fc.")]
    [TestCase("module.system.model.", "fc.")]
    [TestCase("backbone.", "head.fc.")]
    [TestCase("model.backbone.", "model.head.")]
    [TestCase("encoder.", "linear.")]
    [TestCase("", "fc.1.")]
    public void Load_NamesWithSomethingBefore_GivesTheTrainedWeights(string prefix, string head)
    {
        string headPrefix = head == "fc." ? prefix + head : head;
        StateDict checkpoint = Rewrite(name => name.StartsWith("fc.", StringComparison.Ordinal)
            ? headPrefix + name["fc.".Length..]
            : prefix + name);

        AssertIsTheTrainedNetwork(checkpoint);
    }

    [Test]
    public void Fit_OtherTensorsBesideTheNetwork_AreNamed()
    {
        StateDict checkpoint = Rewrite(name => "model." + name, "criterion.weight", "n_averaged");

        FittingCheckpoint fitting = AssertIsTheTrainedNetwork(checkpoint);
        Assert.That(fitting.HasHead);
        Assert.That(fitting.Checkpoint.Notes, Has.Some.StartsWith("removed the prefix 'model.' from"));
        Assert.That(
            fitting.Checkpoint.Notes,
            Has.Some.EqualTo("left out 1 tensor beside it: 'criterion.weight'; the prefix chooses others"));
    }

    [Test]
    public void Fit_Counters_AreNamedAndLeftOut()
    {
        StateDict checkpoint = Rewrite(name => name, "total_ops", "conv1.total_params", "conv1.num_batches_tracked");

        Assert.That(
            AssertIsTheTrainedNetwork(checkpoint).Checkpoint.Notes,
            Is.EqualTo(["left out 2 counters: 'total_ops', 'conv1.total_params'"]));
    }

    [Test]
    public void Fit_CheckpointAsTorchvisionHasIt_IsLeftAsItIs()
    {
        StateDict checkpoint = Rewrite(name => name);
        Assert.That(AssertIsTheTrainedNetwork(checkpoint).Checkpoint, Is.SameAs(checkpoint));
    }

    [Test]
    public void Fit_UnknownTensorUnderThePrefix_IsRefused()
    {
        StateDict checkpoint = Rewrite(name => "model." + name, "model.extra.weight");
        Assert.That(ModelZoo.Fitting(checkpoint), Is.Empty);
    }

    [TestCase("")]
    [TestCase("backbone.")]
    public void Load_BackboneWithoutItsHead_RunsToItsLastFeatureMap(string prefix)
    {
        StateDict checkpoint = Rewrite(
            name => name.StartsWith("fc.", StringComparison.Ordinal) ? null : prefix + name);
        Network network = Load(checkpoint, out FittingCheckpoint fitting);
        Network whole = ModelZoo.Load("fashion-resnet");

        Assert.That(fitting.HasHead, Is.False);
        Assert.That(fitting.Checkpoint.Notes, Has.Some.StartsWith("fashion-resnet ends before its last layers"));
        Assert.That(
            network.Nodes.Select(node => node.Name),
            Is.EqualTo(whole.Nodes.TakeWhile(node => node.Name != "flatten").Select(node => node.Name)));
        Assert.That(network.Card.ClassNames, Is.Empty);
        AssertSameParameters(network, whole);
    }

    [Test]
    public void Load_HeadOfSeveralLayers_IsLeftOut()
    {
        StateDict checkpoint = Rewrite(
            name => name.StartsWith("fc.", StringComparison.Ordinal) ? null : name, "fc.0.bias", "fc.2.bias");

        Assert.That(Load(checkpoint, out FittingCheckpoint fitting).Output.Name, Is.EqualTo("avgpool"));
        Assert.That(
            fitting.Checkpoint.Notes, Has.Some.EqualTo("left out 2 tensors beside it: 'fc.0.bias', 'fc.2.bias'"));
    }

    [Test]
    public void Load_HeadElsewhereWithAnotherLayer_IsLeftOut()
    {
        StateDict checkpoint = Rewrite(
            name => (name.StartsWith("fc.", StringComparison.Ordinal) ? "head." : "backbone.") + name, "neck.bias");

        Assert.That(Load(checkpoint, out FittingCheckpoint fitting).Output.Name, Is.EqualTo("avgpool"));
        Assert.That(fitting.Checkpoint.Notes, Has.Some.StartsWith("left out 3 tensors beside it: "));
    }

    [TestCase("layer2.")]
    [TestCase("layer3.1.bn2.")]
    public void Recognise_MissingLayerBeforeOthers_IsRefused(string missing)
    {
        StateDict checkpoint = Rewrite(
            name => name.StartsWith(missing, StringComparison.Ordinal) ? null : "model." + name);
        Assert.That(() => ModelZoo.Recognise(checkpoint), Throws.TypeOf<NetworkException>());
    }

    private static FittingCheckpoint AssertIsTheTrainedNetwork(StateDict checkpoint)
    {
        Network network = Load(checkpoint, out FittingCheckpoint fitting);
        Network whole = ModelZoo.Load("fashion-resnet");
        Assert.That(network.Nodes, Has.Count.EqualTo(whole.Nodes.Count));
        AssertSameParameters(network, whole);
        return fitting;
    }

    private static Network Load(StateDict checkpoint, out FittingCheckpoint fitting)
    {
        Architecture architecture = ModelZoo.Recognise(checkpoint);
        Assert.That(architecture.Name, Is.EqualTo("fashion-resnet"));
        fitting = ModelZoo.Fit(architecture, checkpoint)!;
        return ModelZoo.Load(fitting);
    }

    private static void AssertSameParameters(Network actual, Network expected)
    {
        foreach ((Node a, Node e) in actual.Nodes.Zip(expected.Nodes))
        {
            foreach ((Parameter ours, Parameter theirs) in a.Operator.Parameters.Zip(e.Operator.Parameters))
            {
                Assert.That(ours.Value.Values.SequenceEqual(theirs.Value.Values), $"{a.Name}.{ours.Name}");
            }
        }
    }

    /// <summary>
    /// The trained fashion-resnet under other names, without those that have none, and with additional scalars.
    /// </summary>
    private StateDict Rewrite(Func<string, string?> rename, params IEnumerable<string> more)
    {
        StateDict trained = StateDict.Read(ModelZoo.BundledWeights(ModelZoo.Find("fashion-resnet")));
        IEnumerable<KeyValuePair<string, Tensor>> kept = trained.Tensors
            .Where(tensor => rename(tensor.Name) is not null)
            .Select(tensor => KeyValuePair.Create(rename(tensor.Name)!, tensor.ToTensor()));
        string path = _folder.File("rewritten.safetensors");
        SafeTensorsWriter.Write(path, [.. kept, .. more.Select(name => KeyValuePair.Create(name, new Tensor([1])))]);
        return StateDict.Read(path);
    }
}
