using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>
/// Shapes that are easily got wrong and larger than the goldens', so that every device needs more than one vector, tile
/// and thread block; the reference loops give the expected values.
/// </summary>
internal static class AwkwardCases
{
    private static readonly Lazy<OperatorCase[]> Cases = new(() => [.. Create()]);

    /// <summary>Feature maps from one element to more than any vector or thread block has.</summary>
    internal static readonly Shape[] Maps =
    [
        [1, 1, 1, 1], [2, 3, 5, 7], [1, 7, 1, 65], [1, 8, 33, 2], [3, 17, 13, 11], [1, 64, 40, 41],
    ];

    public static IReadOnlyList<OperatorCase> All => Cases.Value;

    private static IEnumerable<OperatorCase> Create() =>
    [
        .. Convolutions(), .. Linears(), .. Pools(), .. Norms(), .. Pointwise(), .. Joins(),
        .. NormsCases.Create(),
        .. LayoutCases.Create(),
        .. ConvCases.Create(),
        .. PointwiseCases.Create(),
        .. BroadcastCases.Create(),
        .. VolumeCases.Create(),
        .. RecurrentCases.Create(),
        .. IndexingCases.Create(),
    ];

    private static IEnumerable<OperatorCase> Convolutions()
    {
        // input, output channels, kernel, stride, padding, dilation, groups
        (Shape, int, Extent2d, Extent2d, Extent2d, Extent2d, int)[] list =
        [
            ([1, 3, 37, 41], 33, 3, 1, 1, 1, 1),
            ([2, 17, 19, 23], 31, 3, 1, 1, 1, 1),
            ([1, 64, 15, 14], 70, 3, 1, 1, 1, 1),
            ([1, 130, 9, 10], 65, 3, 2, 1, 1, 1),
            ([1, 3, 61, 47], 18, 7, 2, 3, 1, 1),
            ([1, 3, 63, 55], 9, 11, 4, 2, 1, 1),
            ([3, 65, 7, 9], 129, 1, 1, 0, 1, 1),
            ([2, 40, 13, 11], 24, 1, 2, 0, 1, 1),
            ([1, 7, 21, 18], 14, (3, 5), (2, 1), (0, 2), (1, 2), 7),
            ([1, 48, 17, 33], 48, 3, 1, 1, 1, 48),
            ([2, 33, 16, 9], 33, 5, 2, 2, 1, 33),
            ([1, 12, 14, 15], 20, 3, 1, 2, 2, 4),
            ([1, 1, 90, 3], 1, (9, 1), (3, 1), (4, 0), 1, 1),
            ([1, 512, 1, 1], 10, 1, 1, 0, 1, 1),
        ];
        foreach ((
            Shape input,
            int channels,
            Extent2d kernel,
            Extent2d stride,
            Extent2d padding,
            Extent2d dilation,
            int groups) in list)
        {
            Tensor weight = SmallNetworks.Random([channels, input.Channels / groups, kernel.Y, kernel.X], 2);
            Tensor? bias = channels % 2 == 0 ? SmallNetworks.Random([channels], 3) : null;
            yield return Case(new Conv2d(weight, bias, stride, padding, dilation, groups), input);
        }
    }

    private static IEnumerable<OperatorCase> Linears()
    {
        (int, int, int)[] sizes = [(1, 1000, 33), (3, 17, 257), (65, 129, 7), (2, 1, 1)];
        foreach ((int rows, int inFeatures, int outFeatures) in sizes)
        {
            Tensor weight = SmallNetworks.Random([outFeatures, inFeatures], 2);
            yield return Case(new Linear(weight, SmallNetworks.Random([outFeatures], 3)), [rows, inFeatures]);
            yield return Case(new Linear(weight, null), [rows, inFeatures]);
        }
    }

    private static IEnumerable<OperatorCase> Pools()
    {
        (Extent2d Kernel, Extent2d Stride, Extent2d Padding)[] windows =
            [(2, 2, 0), (3, 2, 1), (3, 1, 1), ((3, 2), (2, 3), (1, 0)), (5, 4, 2)];
        foreach (Shape shape in Maps.Where(shape => shape.Height > 4 && shape.Width > 4))
        {
            foreach ((Extent2d kernel, Extent2d stride, Extent2d padding) in windows)
            {
                foreach (bool ceilMode in new[] { false, true })
                {
                    yield return Case(new MaxPool2d(kernel, stride, padding, null, ceilMode), shape);
                    yield return Case(new AvgPool2d(kernel, stride, padding, ceilMode), shape);
                    yield return Case(new AvgPool2d(kernel, stride, padding, ceilMode, countIncludePad: false), shape);
                }
            }

            yield return Case(new MaxPool2d(2, (1, 2), 1, (2, 3)), shape);
            yield return Case(new AvgPool2d(3, 2, 1, ceilMode: true, divisorOverride: 7), shape);
        }

        foreach (Shape shape in Maps)
        {
            foreach (Extent2d outputSize in new Extent2d[] { 1, 7, (3, 5), (shape.Height, shape.Width) })
            {
                yield return Case(new AdaptiveAvgPool2d(outputSize), shape);
            }
        }
    }

    private static IEnumerable<OperatorCase> Norms()
    {
        foreach (Shape shape in Maps)
        {
            Shape channels = [shape.Channels];
            Tensor variance = SmallNetworks.Random(channels, 4);
            foreach (ref float value in variance.Values)
            {
                value = Math.Abs(value) + 0.05f;
            }

            Tensor mean = SmallNetworks.Random(channels, 5);
            Tensor weight = SmallNetworks.Random(channels, 2);
            Tensor bias = SmallNetworks.Random(channels, 3);
            yield return Case(new BatchNorm2d(weight, bias, mean, variance), shape);
            yield return Case(new BatchNorm2d(null, null, mean, variance, eps: 1e-3f), shape);
        }
    }

    private static IEnumerable<OperatorCase> Pointwise() =>
        from shape in Maps
        from @operator in new Operator[]
        {
            new ReLU(), new ReLU6(), new LeakyReLU(0.2f), new Sigmoid(), new SiLU(), new Tanh(), new Hardswish(),
            new Hardsigmoid(), new Flatten(), new Dropout(), new Softmax(),
        }
        select Case(@operator, shape);

    private static IEnumerable<OperatorCase> Joins()
    {
        foreach (Shape shape in Maps)
        {
            Shape factors = shape.With(2, 1).With(3, 1);
            yield return Case(new Add(), shape, shape);
            yield return Case(new Mul(), shape, shape);
            yield return Case(new Mul(), shape, factors);
            yield return Case(new Mul(), factors, shape);
            yield return Case(new Concat(), shape, shape.With(1, 5), shape);
        }

        yield return Case(new Concat(), [2, 16, 5, 7], [2, 48, 5, 7], [2, 5, 5, 7]);
    }

    /// <summary>A case with seeded random inputs.</summary>
    internal static OperatorCase Case(Operator @operator, params Shape[] inputs) => new(
        $"{@operator} of {string.Join(" and ", inputs)}",
        @operator,
        [.. inputs.Select((shape, index) => SmallNetworks.Random(shape, seed: 10 + index))]);
}
