using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>What a network's output says of an image.</summary>
public static class TopClasses
{
    /// <summary>
    /// The most probable classes of one image, best first; a softmax is computed unless the network ends in one, or in
    /// sigmoids. Of a network that is no classifier, its first values (<see cref="OutputKinds"/>).
    /// </summary>
    /// <param name="output">[N,classes], as <c>Session.Run</c> returns it.</param>
    /// <param name="network">What computed it. Its card gives the names; a class without a name is called <c>class
    /// 7</c>.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="image">Which image of the batch.</param>
    public static IReadOnlyList<ClassScore> Of(Tensor output, Network network, int count = 5, int image = 0)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(network);
        int classes = output.Shape.Channels;
        float[] values = output.Values.Slice(image * classes, classes).ToArray();
        OutputKind kind = OutputKinds.Of(network, classes);
        if (kind == OutputKind.Scores)
        {
            AxisGeometry geometry = new() { Outer = 1, Length = classes, Inner = 1 };
            SoftmaxReference.Run(geometry, output.Values.Slice(image * classes, classes), values);
        }

        bool areProbabilities = kind != OutputKind.Values;
        IEnumerable<ClassScore> all = values.Select((value, index) =>
            new ClassScore(index, NameOf(index, classes, network.Card, areProbabilities), value, areProbabilities));
        return [.. (areProbabilities ? all.OrderByDescending(score => score.Value) : all).Take(count)];
    }

    private static string NameOf(int index, int count, ModelCard card, bool isClass) =>
        index < card.ClassNames.Count ? card.ClassNames[index]
        : count == 1 ? "output"
        : isClass ? $"class {index}"
        : $"output {index}";
}
