using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>Awkward shapes for reductions, normalisations and their relatives.</summary>
internal static class NormsCases
{
    public static IEnumerable<OperatorCase> Create() =>
    [
        .. Reductions(), .. LayerNorms(), .. GroupNorms(), .. Softmaxes(), .. ArgMaxes(), .. AlongAxes(), .. LongTopKs(),
        .. ResponseNorms(), .. Pools(),
    ];

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
                yield return AwkwardCases.Case(new Amin(dim), shape);
                if (shape.Count < 1_000)
                {
                    yield return new OperatorCase(
                        $"Prod(dim={Axis.List(dim)}) of {shape}", new Prod(dim), [NearOne(shape)]);
                }
            }
        }

        yield return AwkwardCases.Case(new Sum([1, 3, 5, 7]), [2, 3, 4, 1, 5, 2, 3, 7]);
        yield return AwkwardCases.Case(new Mean([0, 2, 4, 6]), [2, 3, 4, 1, 5, 2, 3, 7]);
        yield return AwkwardCases.Case(new Mean([]), [3, 50_001]);
        yield return AwkwardCases.Case(new Sum([1]), [3, 0, 5]);
        yield return AwkwardCases.Case(new Sum([1]), [0, 4, 5]);
    }

    /// <summary>Numbers whose product stays within float32.</summary>
    private static Tensor NearOne(Shape shape)
    {
        Tensor near = SmallNetworks.Random(shape, 10);
        foreach (ref float value in near.Values)
        {
            value = 1f + (1e-3f * value);
        }

        return near;
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

    private static IEnumerable<OperatorCase> GroupNorms()
    {
        foreach (Shape shape in AwkwardCases.Maps)
        {
            int channels = shape.Channels;
            Tensor weight = SmallNetworks.Random([channels], 2);
            Tensor bias = SmallNetworks.Random([channels], 3);
            yield return AwkwardCases.Case(new InstanceNorm2d(channels, weight, bias), shape);
            yield return AwkwardCases.Case(new InstanceNorm2d(channels, null, null, eps: 1e-3f), shape);
            yield return AwkwardCases.Case(new GroupNorm(1, channels, weight, bias), shape);
            yield return AwkwardCases.Case(new GroupNorm(channels, channels, weight, null), shape);
            yield return AwkwardCases.Case(new LayerNormInvStdDev([shape.Height, shape.Width]), shape);
        }

        yield return AwkwardCases.Case(new GroupNorm(8, 64, null, null), [2, 64, 17, 19]);
        yield return AwkwardCases.Case(new GroupNorm(3, 33, null, null), [5, 33]);
        yield return AwkwardCases.Case(new InstanceNorm2d(3, null, null), [2, 3, 50_001]);
    }

    private static IEnumerable<OperatorCase> Softmaxes()
    {
        foreach (Shape shape in AwkwardCases.Maps)
        {
            foreach (int dim in new[] { 0, 2, -1 })
            {
                yield return AwkwardCases.Case(new Softmax(dim), shape);
                yield return AwkwardCases.Case(new LogSoftmax(dim), shape);
            }

            yield return AwkwardCases.Case(new Softmax(1, toLastDim: true), shape);
            yield return AwkwardCases.Case(new LogSoftmax(2, toLastDim: true), shape);
        }
    }

    private static IEnumerable<OperatorCase> ArgMaxes()
    {
        foreach (Shape shape in AwkwardCases.Maps)
        {
            foreach (int dim in new[] { 0, 1, 2, -1 })
            {
                yield return AwkwardCases.Case(new ArgMax(dim), shape);
                yield return AwkwardCases.Case(new ArgMax(dim, keepDim: true, selectLastIndex: true), shape);
            }

            yield return AwkwardCases.Case(new ArgMax(null), shape);
        }
    }

    private static IEnumerable<OperatorCase> AlongAxes()
    {
        foreach (Shape shape in AwkwardCases.Maps)
        {
            foreach (int dim in new[] { 0, 1, 2, -1 })
            {
                yield return AwkwardCases.Case(new CumSum(dim), shape);
                yield return AwkwardCases.Case(new CumSum(dim, exclusive: true, reverse: true), shape);
                int k = Math.Min(3, shape[dim < 0 ? 3 : dim]);
                yield return AwkwardCases.Case(new TopK(k, dim), shape);
                yield return AwkwardCases.Case(new TopK(k, dim, largest: false, indices: true), shape);
            }

            yield return AwkwardCases.Case(new Trilu(upper: true, 2), shape);
            yield return AwkwardCases.Case(new Trilu(upper: false, -1), shape);
        }
    }

    /// <summary>More elements than a few are chosen, many of them equal.</summary>
    private static IEnumerable<OperatorCase> LongTopKs()
    {
        Tensor values = SmallNetworks.Random([3, 257, 2], seed: 4);
        for (int i = 0; i < values.Values.Length; i++)
        {
            values.Values[i] = MathF.Round(4f * values.Values[i]);
        }

        foreach (int k in new[] { 0, 1, 2, 100, 257 })
        {
            foreach (bool indices in new[] { false, true })
            {
                yield return new OperatorCase($"{k} of equal {indices}", new TopK(k, 1, true, indices), [values]);
                yield return new OperatorCase($"{k} smallest {indices}", new TopK(k, 1, false, indices), [values]);
            }
        }
    }

    private static IEnumerable<OperatorCase> ResponseNorms()
    {
        foreach (Shape shape in AwkwardCases.Maps)
        {
            yield return AwkwardCases.Case(new LocalResponseNorm(5, 0.3f, 0.75f, 2f), shape);
            yield return AwkwardCases.Case(new LocalResponseNorm(4, 0.3f, before: 1), shape);
            yield return AwkwardCases.Case(new LocalResponseNorm(2, 0.5f, 0.5f), shape);
        }

        yield return AwkwardCases.Case(new LocalResponseNorm(3, 0.2f), [5, 33]);

        // Powers of 0 and of negative sums.
        yield return new OperatorCase(
            "0 to the power 0", new LocalResponseNorm(1, 0.5f, 0f, 0f), [new Tensor([1, 1, 1, 3], [0f, 2f, 0f])]);
        yield return AwkwardCases.Case(new LocalResponseNorm(3, -0.2f, 3f, -1f), [1, 3, 4, 5]);
        yield return AwkwardCases.Case(new LocalResponseNorm(3, -0.2f, 2f, -1f), [1, 3, 4, 5]);
        yield return AwkwardCases.Case(new LocalResponseNorm(3, -0.2f, 0.75f, -1f), [1, 3, 4, 5]);
    }

    private static IEnumerable<OperatorCase> Pools()
    {
        foreach (Shape shape in AwkwardCases.Maps)
        {
            foreach (Extent2d outputSize in new Extent2d[] { 1, 7, (3, 5) })
            {
                yield return AwkwardCases.Case(new AdaptiveMaxPool2d(outputSize), shape);
            }
        }

        foreach (Shape shape in AwkwardCases.Maps.Where(shape => shape.Height > 4 && shape.Width > 4))
        {
            yield return AwkwardCases.Case(new LPPool2d(1, 3, 2, 1), shape);
            yield return AwkwardCases.Case(new LPPool2d(2, (3, 2), 1, (1, 0), ceilMode: true), shape);
            yield return AwkwardCases.Case(new LPPool2d(3, 2, dilation: 2), shape);
        }
    }
}
