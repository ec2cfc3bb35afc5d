using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Execution;

/// <summary>
/// An image in a batch compared with the same image alone, at each index of the batch: the guarantees of
/// docs/fidelity.md ("What changes last bits").
/// </summary>
[Category("Exhaustive")]
public sealed class BatchTests
{
    private const int Images = 4;

    private static readonly string[] Names =
    [
        "alexnet", "resnet18", "squeezenet1_1", "mobilenet_v2", "efficientnet_b0", "densenet121", "convnext_tiny",
        "shufflenet_v2_x1_0",
    ];

    [Test]
    public void Run_SameImageAtEveryPlaceOfABatch_GivesTheSameBits(
        [ValueSource(nameof(Names))] string name, [Values] bool exact)
    {
        const int Places = 5; // linear layers compute four rows together, and then the remaining one
        Network network = ModelZoo.Find(name).Build(new RandomParameters(1), classes: 10);
        using Session session = new(network, Device.Cpu(threads: 2)) { Exact = exact };
        float[] image = SmallNetworks.Random([1, 3, 64, 64]).Values.ToArray();

        Tensor output = session.Run(
            new Tensor([Places, 3, 64, 64], [.. Enumerable.Repeat(image, Places).SelectMany(values => values)]));

        float[] first = output.Values[..10].ToArray();
        for (int place = 1; place < Places; place++)
        {
            Assert.That(output.Values.Slice(10 * place, 10).ToArray(), Is.EqualTo(first), $"place {place}");
        }
    }

    /// <summary>
    /// The figures of docs/fidelity.md: batches of four at 224 x 224, each image compared with itself alone.
    /// </summary>
    [Test]
    [Explicit("a measurement; its figures are in docs/fidelity.md")]
    public void Run_BatchOfFour_DiffersFromOneByRounding(
        [ValueSource(nameof(Names))] string name, [Values] bool exact, [Values(64, 224)] int size)
    {
        Network network = ModelZoo.Find(name).Build(new RandomParameters(1), classes: 1000);
        using Session session = new(network, Device.Cpu(threads: 2)) { Exact = exact };
        Tensor[] images =
            [.. Enumerable.Range(1, Images).Select(seed => SmallNetworks.Random([1, 3, size, size], seed))];
        float[][] alone = [.. images.Select(image => session.Run(image).Values.ToArray())];

        Tensor together = session.Run(
            new Tensor([Images, 3, size, size], [.. images.SelectMany(image => image.Values.ToArray())]));

        double worst = 0;
        for (int i = 0; i < Images; i++)
        {
            float[] row = RowOf(together, i);
            double difference = Math.Sqrt(row.Zip(alone[i], (ours, theirs) => Math.Pow(ours - theirs, 2)).Sum());
            worst = Math.Max(worst, difference / Math.Sqrt(alone[i].Sum(value => (double)value * value)));
        }

        TestContext.Out.WriteLine($"{name}, {size}{(exact ? ", exact" : "")}: {worst:e1}");
        Assert.That(worst, Is.LessThan(1e-4));
    }

    private static float[] RowOf(Tensor output, int row)
    {
        int length = output.Shape.Count / Images;
        return output.Values.Slice(row * length, length).ToArray();
    }
}
