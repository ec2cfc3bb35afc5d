using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>The most probable classes of an image by a network's output.</summary>
public static class TopClasses
{
    /// <summary>
    /// The most probable classes of one image, best first; a softmax is computed unless the network ends in one, or in
    /// sigmoids. Of a network that is no classifier, its first values (<see cref="OutputKinds"/>).
    /// </summary>
    /// <param name="output">[N,classes], as <c>Session.Run</c> returns it.</param>
    /// <param name="network">The network that computed it. Its card has the names; a class without a name is called
    /// <c>class 7</c>.</param>
    /// <param name="count">The maximum number of classes.</param>
    /// <param name="image">The image's index in the batch.</param>
    /// <param name="names">The classes' names; null for those of the network's card.</param>
    public static IReadOnlyList<ClassScore> Of(
        Tensor output, Network network, int count = 5, int image = 0, IReadOnlyList<string>? names = null)
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
        names ??= network.Card.ClassNames;
        IEnumerable<ClassScore> all = values.Select((value, index) =>
            new ClassScore(index, NameOf(index, classes, names, areProbabilities), value, areProbabilities));
        return [.. (areProbabilities ? all.OrderByDescending(score => score.Value) : all).Take(count)];
    }

    private static string NameOf(int index, int count, IReadOnlyList<string> names, bool isClass) =>
        index < names.Count ? names[index]
        : count == 1 ? "output"
        : isClass ? $"class {index}"
        : $"output {index}";
}
