using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>The memory that runs allocate on the managed heap, on all threads together.</summary>
[NonParallelizable]
public class AllocationTests
{
    private const int Runs = 8;

    [Test]
    public void Run_SecondTimeUntapped_AllocatesItsResultAlone(
        [Values(
            "fashion-lenet", "fashion-resnet", "resnet18", "squeezenet1_1", "mobilenet_v2", "mobilenet_v3_small",
            "densenet121", "googlenet", "shufflenet_v2_x0_5", "regnet_y_400mf", "efficientnet_b0", "convnext_tiny")]
        string name)
    {
        Architecture architecture = ModelZoo.Find(name);
        Network network = ModelZoo.Bundled.Contains(name)
            ? ModelZoo.Load(name)
            : architecture.Build(new RandomParameters(1), classes: 10);
        int size = Math.Min(architecture.Card.CropSize, 64);
        Tensor[] inputs = [SmallNetworks.Random([1, architecture.Card.Channels, size, size])];
        foreach (int threads in new[] { 1, 2 })
        {
            using Session session = new(network, Device.Cpu(threads));
            Shape result = session.Run(inputs).Shape;
            long expected = LeastBytes(() => new Tensor(result, new float[result.Count]));
            Assert.That(LeastBytes(() => session.Run(inputs)), Is.EqualTo(expected), $"{name}, {threads} threads");
        }
    }

    /// <summary>
    /// Bytes that a call allocates. The runtime itself allocates sometimes, when it recompiles or a thread waits for
    /// the first time, so the smallest of several calls counts.
    /// </summary>
    private static long LeastBytes(Func<Tensor> call)
    {
        long least = long.MaxValue;
        for (int i = 0; i < Runs; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            GC.KeepAlive(call());
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }
}
