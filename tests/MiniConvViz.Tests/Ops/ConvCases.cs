using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>
/// Awkward shapes for 1-d and transposed convolutions, for resizes, and for padding that differs before and after.
/// </summary>
internal static class ConvCases
{
    public static IEnumerable<OperatorCase> Create() =>
    [
        .. Sequences(), .. SidePaddings(), .. TransposedSequences(), .. Transposed(), .. Places(), .. Resizes(), .. Functional(),
    ];

    private static IEnumerable<OperatorCase> Sequences()
    {
        // input, output channels, kernel, stride, padding, dilation, groups
        (Shape, int, int, int, Padding2d, int, int)[] list =
        [
            ([1, 3, 41], 33, 3, 1, 1, 1, 1),
            ([2, 17, 230], 31, 5, 2, 2, 1, 1),
            ([3, 65, 7], 129, 1, 1, 0, 1, 1),
            ([1, 48, 133], 48, 3, 1, 2, 2, 48),
            ([1, 12, 15], 20, 3, 1, new Padding2d((0, 3), (0, 0)), 2, 4),
            ([2, 8, 30], 6, 4, 3, new Padding2d(0, 0, SamePadding.Upper), 1, 1),
            ([2, 8, 30], 6, 4, 1, new Padding2d(0, 0, SamePadding.Lower), 1, 2),
        ];
        foreach ((
            Shape input, int channels, int kernel, int stride, Padding2d padding, int dilation, int groups) in list)
        {
            Tensor weight = SmallNetworks.Random([channels, input.Channels / groups, kernel], 2);
            Tensor? bias = channels % 2 == 0 ? SmallNetworks.Random([channels], 3) : null;
            yield return AwkwardCases.Case(new Conv1d(weight, bias, stride, padding, dilation, groups), input);
        }

        foreach (Shape input in new Shape[] { [1, 1, 5], [2, 3, 67], [1, 17, 300] })
        {
            yield return AwkwardCases.Case(new MaxPool1d(3, 2, 1), input);
            yield return AwkwardCases.Case(new MaxPool1d(4, 1, new Padding2d((0, 3), (0, 1)), ceilMode: true), input);
            yield return AwkwardCases.Case(new AvgPool1d(3, 2, 1), input);
            yield return AwkwardCases.Case(new AvgPool1d(4, 3, new Padding2d((0, 1), (0, 2)), ceilMode: true), input);
            yield return AwkwardCases.Case(new AvgPool1d(2, 1, new Padding2d((0, 1), 0), false, false), input);
        }
    }

    private static IEnumerable<OperatorCase> Functional()
    {
        yield return AwkwardCases.Case(new FunctionalConv2d(1, 1, 1), [1, 3, 37, 41], [33, 3, 3, 3], [33]);
        yield return AwkwardCases.Case(new FunctionalConv2d((2, 1), (0, 2), (1, 2)), [2, 17, 19, 23], [31, 17, 3, 5]);
        yield return AwkwardCases.Case(new FunctionalConv2d(1, 1, 1, 48), [1, 48, 17, 33], [48, 1, 3, 3], [48]);
        yield return AwkwardCases.Case(new FunctionalConv2d(1, 2, 2, 4), [1, 12, 14, 15], [20, 3, 3, 3]);
        yield return AwkwardCases.Case(
            new FunctionalConv2d(1, new Padding2d(0, 0, SamePadding.Upper), 1), [1, 5, 7, 9], [6, 5, 2, 4]);
    }

    private static IEnumerable<OperatorCase> SidePaddings()
    {
        Padding2d[] paddings =
        [
            new((0, 0), (1, 2)), new((2, 1), (0, 0)), new((1, 0), (2, 2)), new(0, 0, SamePadding.Upper),
            new(0, 0, SamePadding.Lower),
        ];
        foreach (Padding2d padding in paddings)
        {
            Shape image = [2, 6, 17, 37];
            foreach ((int channels, Extent2d kernel, Extent2d stride, Extent2d dilation, int groups) in new[]
            {
                (33, new Extent2d(3, 3), new Extent2d(1, 1), new Extent2d(1, 1), 1),
                (33, new Extent2d(1, 1), new Extent2d(1, 1), new Extent2d(1, 1), 1),
                (6, new Extent2d(3, 4), new Extent2d(2, 2), new Extent2d(1, 1), 6),
                (6, new Extent2d(2, 5), new Extent2d(1, 3), new Extent2d(2, 1), 6),
                (12, new Extent2d(4, 2), new Extent2d(3, 1), new Extent2d(1, 2), 2),
            })
            {
                Tensor weight = SmallNetworks.Random([channels, image.Channels / groups, kernel.Y, kernel.X], 2);
                yield return AwkwardCases.Case(new Conv2d(weight, null, stride, padding, dilation, groups), image);
            }

            foreach (bool ceilMode in new[] { false, true })
            {
                yield return AwkwardCases.Case(new MaxPool2d(3, 2, padding, null, ceilMode), image);
                yield return AwkwardCases.Case(new MaxPool2d((4, 3), (1, 3), padding, (1, 2), ceilMode), image);
                yield return AwkwardCases.Case(new AvgPool2d(3, 2, padding, ceilMode), image);
                yield return AwkwardCases.Case(new AvgPool2d((4, 3), (3, 1), padding, ceilMode), image);
                yield return AwkwardCases.Case(new AvgPool2d(3, 1, padding, ceilMode, countIncludePad: false), image);
            }
        }
    }

    private static IEnumerable<OperatorCase> TransposedSequences()
    {
        foreach ((int stride, Padding2d padding, int outputPadding, int dilation, int groups) in new[]
        {
            (1, (Padding2d)0, 0, 1, 1), (2, (Padding2d)1, 1, 1, 2), (3, new Padding2d((0, 2), (0, 1)), 0, 2, 1),
            (2, new Padding2d(0, 0, SamePadding.Upper), 0, 1, 1), (2, new Padding2d(0, 0, SamePadding.Lower), 0, 1, 4),
        })
        {
            Tensor weight = SmallNetworks.Random([8, 20 / groups, 5], 2);
            Tensor bias = SmallNetworks.Random([20], 3);
            ConvTranspose1d convolution = new(weight, bias, stride, padding, outputPadding, dilation, groups);
            yield return AwkwardCases.Case(convolution, [2, 8, 67]);
        }
    }

    private static IEnumerable<OperatorCase> Transposed()
    {
        // input, output channels, kernel, stride, padding, output padding, dilation, groups
        (Shape, int, Extent2d, Extent2d, Padding2d, Extent2d, Extent2d, int)[] list =
        [
            ([1, 1, 1, 1], 1, 1, 1, 0, 0, 1, 1),
            ([1, 130, 7, 9], 65, 2, 2, 0, 0, 1, 1),
            ([2, 17, 13, 11], 31, 4, 2, 1, 0, 1, 1),
            ([1, 64, 5, 4], 33, 3, 2, 1, 1, 1, 1),
            ([3, 33, 6, 5], 33, 4, (2, 3), 1, 0, 1, 33),
            ([1, 12, 9, 14], 20, (3, 5), (1, 2), (2, 0), (0, 1), (2, 1), 4),
            ([1, 3, 21, 33], 8, 3, 1, 1, 0, 1, 1),
            ([1, 5, 8, 9], 4, 3, 2, new Padding2d((0, 2), (1, 0)), 0, 1, 1),
            ([1, 5, 8, 9], 4, (2, 5), 3, new Padding2d(0, 0, SamePadding.Upper), 0, 1, 1),
            ([1, 5, 8, 9], 4, (4, 3), 2, new Padding2d(0, 0, SamePadding.Lower), 0, 1, 1),
            ([1, 2, 3, 4], 3, 12, 5, 3, 4, 1, 1),
        ];
        foreach ((
            Shape input,
            int channels,
            Extent2d kernel,
            Extent2d stride,
            Padding2d padding,
            Extent2d outputPadding,
            Extent2d dilation,
            int groups) in list)
        {
            Tensor weight = SmallNetworks.Random([input.Channels, channels / groups, kernel.Y, kernel.X], 2);
            Tensor? bias = channels % 2 == 0 ? SmallNetworks.Random([channels], 3) : null;
            yield return AwkwardCases.Case(
                new ConvTranspose2d(weight, bias, stride, padding, outputPadding, dilation, groups), input);
        }

        Tensor square = SmallNetworks.Random([4, 6, 3, 3], 2);
        yield return AwkwardCases.Case(
            new ConvTranspose2d(square, null, (3, 2), 0, 0, 1, outputSize: (10, 8)), [1, 4, 3, 3]);
        yield return AwkwardCases.Case(
            new ConvTranspose2d(square, null, 2, 0, 0, 1, outputSize: (6, 5)), [1, 4, 3, 3]);
    }

    private static IEnumerable<OperatorCase> Places()
    {
        foreach (Shape shape in AwkwardCases.Maps)
        {
            yield return AwkwardCases.Case(new MaxPool2dIndices(new MaxPool2d(3, 2, 1)), shape);
            yield return AwkwardCases.Case(new MaxPool2dIndices(new MaxPool2d(1, 1), columnMajor: true), shape);
        }

        MaxPool2d overhanging = new(2, 2, new Padding2d((0, 1), (1, 0)), ceilMode: true);
        yield return AwkwardCases.Case(new MaxPool2dIndices(overhanging, columnMajor: true), [2, 3, 9, 8]);
        yield return AwkwardCases.Case(new MaxPool2dIndices(new MaxPool1d(3, 2, 1)), [2, 5, 33]);
    }

    private static IEnumerable<OperatorCase> Resizes()
    {
        ResizeRule[] rules =
        [
            ResizeRule.Nearest,
            ResizeRule.NearestExact,
            new(ResizeMode.Nearest, ResizeCoordinates.AlignCorners, ResizeRounding.Ceil),
            new(ResizeMode.Nearest, ResizeCoordinates.HalfPixelUnlessOne, ResizeRounding.RoundPreferFloor),
            ResizeRule.Linear(),
            ResizeRule.Linear(alignCorners: true),
            new(ResizeMode.Linear, ResizeCoordinates.Asymmetric),
            ResizeRule.Cubic(),
            new(ResizeMode.Cubic, ResizeCoordinates.HalfPixel, CubicCoefficient: -0.5f, ExcludeOutside: true),
        ];
        foreach (ResizeRule rule in rules)
        {
            yield return AwkwardCases.Case(new Upsample([2.0, 2.0], rule), [2, 3, 33, 41]);
            yield return AwkwardCases.Case(new Upsample([0.6, 1.3], rule), [1, 17, 13, 70]);
            yield return AwkwardCases.Case(new Upsample((int[])[1, 67, 45, 2], rule), [1, 9, 31, 2]);
            yield return AwkwardCases.Case(new Upsample([2.0, 1.0, 3.0, 1.0], rule), [5, 9, 4, 3]);
            yield return AwkwardCases.Case(new Upsample((int[])[5, 1, 90], rule), [2, 3, 7, 3, 41]);
            yield return AwkwardCases.Case(new Upsample((int[])[3], rule), [5, 1]);
        }
    }
}
