using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>Linear layers with the activation after them in the epilogue, as in a classifier.</summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.Fixtures))]
internal sealed class FusedLinearTests(string device)
{
    // In the order of the network, the input left out.
    private static readonly string[] Nodes = ["fc1", "relu", "fc2", "relu6", "fc3"];

    private static readonly Tensor Input = SmallNetworks.Random([3, 37]);

    [TestCase("")]
    [TestCase("fc1")]
    [TestCase("relu")]
    [TestCase("fc2")]
    [TestCase("*")]
    public void Run_FusedOrTapped_GivesTheSameBits(string tapped)
    {
        Network network = Classifier();
        using Session truth = new(network, Device.Reference);
        using Session fused = new(network, TestDevices.Open(device));
        using Session watched = new(network, TestDevices.Open(device));
        using Tap trueValues = truth.Tap("*");
        using Tap tap = watched.Tap(tapped.Length == 0 ? "fc3" : tapped);

        Tensor expected = truth.Run(Input);
        Tensor output = fused.Run(Input);
        NumericAssert.Close(output, expected, "fused");
        NumericAssert.Equal(watched.Run(Input), output, "a tap changes no bit");
        foreach (Activation activation in tap.Activations)
        {
            NumericAssert.Close(activation.Values, trueValues[activation.Name].Values, activation.Name);
        }
    }

    [Test]
    public void Run_WithoutTap_ALayerAndItsActivationAreOneStep() =>
        Assert.That(
            Steps(watched: ""),
            Is.EqualTo(device == "reference" ? Nodes : ["fc1 relu", "fc2 relu6", "fc3"]));

    [Test]
    public void Run_ALayerIsTapped_ItIsAStepByItself() =>
        Assert.That(
            Steps(watched: "fc1"),
            Is.EqualTo(device == "reference" ? Nodes : ["fc1", "relu", "fc2 relu6", "fc3"]));

    [Test]
    public void Run_AnActivationIsTapped_ItStaysWithItsLayer() =>
        Assert.That(
            Steps(watched: "relu"),
            Is.EqualTo(device == "reference" ? Nodes : ["fc1 relu", "fc2 relu6", "fc3"]));

    [Test]
    public void Run_ALayerIsEdited_TheActivationReadsTheEditedNumbers()
    {
        using Session session = new(Classifier(), TestDevices.Open(device));
        using Tap tap = session.Tap("relu");
        using Edit edit = session.Edit("fc1", activation =>
        {
            activation.Values.Values.Fill(-1f);
            return activation.Values;
        });

        session.Run(Input);
        Assert.That(tap["relu"].Values.Data, Is.All.Zero);
    }

    private List<string> Steps(string watched)
    {
        using Session session = new(Classifier(), TestDevices.Open(device));
        using Tap? tap = watched.Length == 0 ? null : session.Tap(watched);
        List<string> steps = [];
        session.StepTimed += time => steps.Add(string.Join(" ", time.Nodes.Select(node => node.Name)));
        session.Run(Input);
        return steps;
    }

    private static Network Classifier()
    {
        NetworkBuilder net = new(ModelCard.Unknown("classifier"), new RandomParameters(1));
        Node y = net.Apply("x", new Input([1, 37], ["N", null]));
        y = net.Apply("relu", new ReLU(), net.Linear("fc1", y, 37, 29));
        y = net.Apply("relu6", new ReLU6(), net.Linear("fc2", y, 29, 20));
        net.Linear("fc3", y, 20, 5);
        return net.Build();
    }
}
