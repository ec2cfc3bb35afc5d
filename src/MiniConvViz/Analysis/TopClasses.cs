using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>What a classifier's output means.</summary>
public static class TopClasses
{
    /// <summary>The most probable classes of one image, best first.</summary>
    /// <param name="logits">[N,classes], before softmax.</param>
    /// <param name="card">Gives the names; a class without a name is called <c>class 7</c>.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="image">Which image of the batch.</param>
    public static IReadOnlyList<ClassScore> Of(Tensor logits, ModelCard card, int count = 5, int image = 0)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(card);
        int classes = logits.Shape.Channels;
        AxisGeometry geometry = new() { Outer = logits.Shape.Batch, Length = classes, Inner = 1 };
        float[] probabilities = new float[logits.Shape.Count];
        SoftmaxReference.Run(geometry, logits.Values, probabilities);
        return
        [
            .. Enumerable.Range(0, classes)
                .Select(index => new ClassScore(index, NameOf(index, card), probabilities[(image * classes) + index]))
                .OrderByDescending(score => score.Probability)
                .Take(count),
        ];
    }

    private static string NameOf(int index, ModelCard card) =>
        index < card.ClassNames.Count ? card.ClassNames[index] : $"class {index}";
}
