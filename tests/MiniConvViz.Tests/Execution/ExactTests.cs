using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>With <see cref="Session.Exact"/>, no value depends on what is watched, to the last bit.</summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.FixturesAndPtx))]
public sealed class ExactTests(string device)
{
    private static readonly Dictionary<string, (Func<Network> Build, Shape Input)> Networks = new()
    {
        ["residual"] = (() => SmallNetworks.Residual(), [2, 3, 9, 9]),
        ["branches"] = (() => SmallNetworks.Branches(), [1, 3, 9, 9]),
        ["fashion-resnet"] = (() => ModelZoo.Load("fashion-resnet"), [2, 1, 28, 28]),
        ["resnet18"] = (() => Zoo("resnet18"), [1, 3, 64, 64]),
        ["mobilenet_v2"] = (() => Zoo("mobilenet_v2"), [1, 3, 64, 64]),
        ["densenet121"] = (() => Zoo("densenet121"), [1, 3, 64, 64]),
        ["shufflenet_v2_x0_5"] = (() => Zoo("shufflenet_v2_x0_5"), [1, 3, 64, 64]),
        ["squeezenet1_1"] = (() => Zoo("squeezenet1_1"), [1, 3, 64, 64]),
        ["efficientnet_b0"] = (() => Zoo("efficientnet_b0"), [1, 3, 64, 64]),
    };

    [Test]
    public void Run_WatchedOrNot_GivesTheSameBits([ValueSource(nameof(NamesFor))] string name)
    {
        RequireFew(name);
        (Func<Network> build, Shape shape) = Networks[name];
        Network network = build();
        Tensor input = SmallNetworks.Random(shape);
        using Session session = new(network, TestDevices.Open(device)) { Exact = true };
        float[] unwatched = session.Run(input).Values.ToArray();
        Dictionary<Node, float[]> all = [];
        using (Tap tap = session.Tap("*"))
        {
            AssertSame(session.Run(input), unwatched, "all tapped");
            foreach (Activation activation in tap.Activations)
            {
                all.Add(activation.Node, activation.Values.Values.ToArray());
            }
        }

        using (session.TapStatistics("*"))
        {
            AssertSame(session.Run(input), unwatched, "all measured");
        }

        Random random = new(3);
        for (int round = 0; round < 4; round++)
        {
            Node[] some = random.GetItems(network.Nodes.ToArray(), 1 + (round * 2));
            using Tap tap = session.Tap(some);
            AssertSame(session.Run(input), unwatched, string.Join(", ", (object[])some));
            foreach (Activation activation in tap.Activations)
            {
                AssertSame(activation.Values, all[activation.Node], $"{activation.Node}, tapped with {some.Length}");
            }
        }
    }

    /// <summary>It is the same network: what differs from a fused run is rounding.</summary>
    [Test]
    public void Run_Exact_DiffersFromFusedByRoundingAlone()
    {
        Network network = SmallNetworks.Residual();
        Tensor input = SmallNetworks.Random([2, 3, 9, 9]);
        using Session exact = new(network, TestDevices.Open(device)) { Exact = true };
        using Session fused = new(network, TestDevices.Open(device));

        Assert.That(
            exact.Run(input).Values.ToArray(), Is.EqualTo(fused.Run(input).Values.ToArray()).Within(1e-4f));
    }

    private static IEnumerable<string> NamesFor => Networks.Keys;

    private static Network Zoo(string name) => ModelZoo.Find(name).Build(new RandomParameters(1), classes: 10);

    /// <summary>Emulated GPUs take seconds for a network of the zoo.</summary>
    private void RequireFew(string name)
    {
        if (device is not ("cpu" or "reference") && name is not ("residual" or "branches"))
        {
            Assert.Ignore($"{device} is emulated where tests run; the small networks have all that a plan can fuse.");
        }
    }

    private static void AssertSame(Tensor values, float[] expected, string what)
    {
        ReadOnlySpan<float> got = values.Values;
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(got[i]) != BitConverter.SingleToInt32Bits(expected[i]))
            {
                Assert.Fail($"{what}: element {i} is {got[i]:R}, expected {expected[i]:R}");
            }
        }
    }
}
