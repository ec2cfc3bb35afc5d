using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary><see cref="ExactTests"/> on whole networks; emulated GPUs would take minutes for them.</summary>
public sealed class ExactZooTests
{
    [Test]
    [Category("Exhaustive")]
    public void Run_NetworkOfTheZoo_WatchingChangesNoBit(
        [Values("cpu", "reference")] string device,
        [Values("resnet18", "mobilenet_v2", "densenet121", "shufflenet_v2_x0_5", "squeezenet1_1", "efficientnet_b0")]
        string name)
    {
        Network network = ModelZoo.Find(name).Build(new RandomParameters(1), classes: 10);
        Watching.AssertChangesNoBit(network, [1, 3, 64, 64], device);
    }

    [TestCase("cpu")]
    [TestCase("reference")]
    public void Run_BundledNetwork_WatchingChangesNoBit(string device) =>
        Watching.AssertChangesNoBit(ModelZoo.Load("fashion-resnet"), [2, 1, 28, 28], device);

    /// <summary>
    /// The reason for <see cref="Session.Exact"/>: without it, a tap before a batch norm changes last bits.
    /// </summary>
    [Test]
    public void Run_NotExact_ATapMayChangeLastBits()
    {
        Network network = ModelZoo.Find("resnet18").Build(new RandomParameters(1), classes: 10);
        Tensor input = SmallNetworks.Random([1, 3, 64, 64]);
        using Session session = new(network, Device.Cpu(threads: 2));
        float[] unwatched = session.Run(input).Values.ToArray();
        using Tap tap = session.Tap("kind:Conv2d");
        float[] watched = session.Run(input).Values.ToArray();

        Assert.That(watched, Is.Not.EqualTo(unwatched));
        float largest = unwatched.Max(Math.Abs);
        Assert.That(watched, Is.EqualTo(unwatched).Within(1e-4f * largest));
    }
}
