using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Formats;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Analysis;

/// <summary>
/// A network with one layer for every common mistake, and references for it, computed by the same network with a
/// planted fault.
/// </summary>
internal sealed class PlantedReference(TemporaryFolder folder)
{
    private static readonly ModelCard Card =
        new("planted", 3, null, 14, [0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f], []);

    /// <summary>An image [2,3,14,11], normalised.</summary>
    public static Tensor Image { get; } = MakeImage();

    /// <summary>conv1, bn1, relu, maxpool, conv2, silu, avgpool, pool, flatten, fc.</summary>
    /// <param name="change">Replaces the operator of a node.</param>
    public static Network Build(Func<string, Operator, Operator>? change = null)
    {
        NetworkBuilder net = new(Card, new BlankParameters());
        Node x = net.Input();
        foreach ((string name, Operator @operator) in Operators())
        {
            x = net.Apply(name, change?.Invoke(name, @operator) ?? @operator, x);
        }

        return net.Build();
    }

    /// <summary>The values of every node of a network for an input, by name.</summary>
    public static Dictionary<string, Tensor> Activations(Network network, Tensor input)
    {
        using Session session = new(network, Device.Reference);
        using Tap tap = session.Tap("*");
        session.Run(input);
        return tap.Activations.Skip(1).ToDictionary(activation => activation.Name, activation => activation.Values);
    }

    /// <summary>Writes a reference and reads it back.</summary>
    public ReferenceFile Write(
        Tensor input, Dictionary<string, Tensor> nodes, Dictionary<string, string>? metadata = null)
    {
        string path = folder.File($"{Guid.NewGuid():N}.safetensors");
        SafeTensorsWriter.Write(path, [new("input", input), .. nodes], metadata);
        return ReferenceFile.Read(path);
    }

    private static IEnumerable<(string Name, Operator Operator)> Operators()
    {
        yield return ("conv1", new Conv2d(Weights([8, 3, 3, 3], 1), Weights([8], 2), 1, 1, 1));
        yield return ("bn1", new BatchNorm2d(
            Positive([8], 3), Weights([8], 4), Weights([8], 5), Positive([8], 6)));
        yield return ("relu", new ReLU());
        yield return ("maxpool", new MaxPool2d(3, 2, 1));
        yield return ("conv2", new Conv2d(Weights([8, 8, 3, 3], 7), null, 1, 1, 1));
        yield return ("silu", new SiLU());
        yield return ("avgpool", new AvgPool2d(3, 2, 1));
        yield return ("pool", new AdaptiveAvgPool2d(1));
        yield return ("flatten", new Flatten());
        yield return ("fc", new Linear(Weights([8, 8], 8), Weights([8], 9)));
    }

    private static Tensor Weights(Shape shape, int seed) => SmallNetworks.Random(shape, seed);

    /// <summary>From 0.01 to 1: a batch norm's scale and variance.</summary>
    private static Tensor Positive(Shape shape, int seed)
    {
        Tensor tensor = SmallNetworks.Random(shape, seed);
        foreach (ref float value in tensor.Values)
        {
            value = 0.01f + (Math.Abs(value) / 2);
        }

        return tensor;
    }

    private static Tensor MakeImage()
    {
        Random random = new(12);
        Tensor image = new([2, 3, 14, 11]);
        for (int n = 0; n < 2; n++)
        {
            for (int c = 0; c < 3; c++)
            {
                foreach (ref float value in image.Channel(n, c))
                {
                    value = ((random.Next(256) / 255f) - Card.Mean[c]) / Card.Std[c];
                }
            }
        }

        return image;
    }
}
