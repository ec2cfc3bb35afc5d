using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>Awkward shapes for reductions, normalisations and their relatives.</summary>
internal static class NormsCases
{
    public static IEnumerable<OperatorCase> Create() => [.. Reductions(), .. LayerNorms()];

    private static IEnumerable<OperatorCase> Reductions()
    {
        int[][] axes = [[], [0], [1], [2, 3], [0, 2, 3], [1, 3], [0, 2], [-1], [0, 1, 2]];
        foreach (Shape shape in AwkwardCases.Maps)
        {
            foreach (int[] dim in axes)
            {
                yield return AwkwardCases.Case(new Mean(dim), shape);
                yield return AwkwardCases.Case(new Sum(dim, keepDim: true), shape);
                yield return AwkwardCases.Case(new Amax(dim), shape);
            }
        }

        yield return AwkwardCases.Case(new Sum([1, 3, 5, 7]), [2, 3, 4, 1, 5, 2, 3, 7]);
        yield return AwkwardCases.Case(new Mean([0, 2, 4, 6]), [2, 3, 4, 1, 5, 2, 3, 7]);
        yield return AwkwardCases.Case(new Mean([]), [3, 50_001]);
        yield return AwkwardCases.Case(new Sum([1]), [3, 0, 5]);
        yield return AwkwardCases.Case(new Sum([1]), [0, 4, 5]);
    }

    private static IEnumerable<OperatorCase> LayerNorms()
    {
        foreach (Shape shape in AwkwardCases.Maps)
        {
            Tensor weight = SmallNetworks.Random([shape.Channels], 2);
            Tensor bias = SmallNetworks.Random([shape.Channels], 3);
            yield return AwkwardCases.Case(new LayerNorm2d(shape.Channels, weight, bias), shape);
            yield return AwkwardCases.Case(new LayerNorm2d(shape.Channels, weight, null), shape);

            Shape last = [shape.Width];
            weight = SmallNetworks.Random(last, 2);
            yield return AwkwardCases.Case(new LayerNorm(last, weight, SmallNetworks.Random(last, 3)), shape);
            yield return AwkwardCases.Case(new LayerNorm([shape.Height, shape.Width], null, null, eps: 1e-3f), shape);
            yield return AwkwardCases.Case(new LayerNorm(shape, SmallNetworks.Random(shape, 2), null), shape);
        }
    }
}
