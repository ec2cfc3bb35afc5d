using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>Awkward shapes for layers over volumes: larger than the goldens', padded unevenly.</summary>
internal static class VolumeCases
{
    private static readonly Padding3d[] Sides =
        [0, 1, new((2, 0, 1), (0, 1, 2)), new(0, 0, SamePadding.Upper), new(0, 0, SamePadding.Lower)];

    public static IEnumerable<OperatorCase> Create() => [.. Convolutions(), .. Transposed(), .. Pools(), .. Norms()];

    private static IEnumerable<OperatorCase> Convolutions()
    {
        // input, output channels, kernel, stride, dilation, groups
        (Shape, int, Extent3d, Extent3d, Extent3d, int)[] list =
        [
            ([1, 1, 3, 3, 3], 1, 1, 1, 1, 1),
            ([1, 3, 9, 17, 21], 33, 3, 1, 1, 1),
            ([2, 17, 5, 9, 11], 31, (2, 3, 4), (2, 1, 3), 1, 1),
            ([1, 12, 8, 10, 9], 20, 3, 1, (2, 1, 2), 4),
            ([2, 33, 4, 7, 6], 33, 3, (1, 2, 2), 1, 33),
            ([1, 65, 3, 4, 5], 7, (3, 1, 1), 1, 1, 1),
        ];
        foreach ((Shape input, int channels, Extent3d kernel, Extent3d stride, Extent3d dilation, int groups) in list)
        {
            foreach (Padding3d padding in Sides)
            {
                Tensor weight = SmallNetworks.Random(
                    [channels, input.Channels / groups, kernel.Z, kernel.Y, kernel.X], 2);
                Tensor? bias = channels % 2 == 1 ? SmallNetworks.Random([channels], 3) : null;
                yield return AwkwardCases.Case(new Conv3d(weight, bias, stride, padding, dilation, groups), input);
            }
        }
    }

    private static IEnumerable<OperatorCase> Transposed()
    {
        // input, output channels, kernel, stride, output padding, dilation, groups
        (Shape, int, Extent3d, Extent3d, Extent3d, Extent3d, int)[] list =
        [
            ([1, 1, 1, 1, 1], 1, 3, 2, 0, 1, 1),
            ([1, 33, 4, 5, 6], 17, 2, 2, 0, 1, 1),
            ([2, 8, 5, 7, 6], 6, (3, 4, 3), (2, 3, 1), (1, 2, 0), (1, 1, 2), 2),
            ([1, 9, 3, 8, 5], 9, 3, 2, 0, 1, 9),
        ];
        foreach ((
            Shape input,
            int channels,
            Extent3d kernel,
            Extent3d stride,
            Extent3d outputPadding,
            Extent3d dilation,
            int groups) in list)
        {
            foreach (Padding3d padding in Sides.Where(padding => input.Channels > 1 || padding == 0))
            {
                Tensor weight = SmallNetworks.Random(
                    [input.Channels, channels / groups, kernel.Z, kernel.Y, kernel.X], 2);
                Tensor? bias = channels % 2 == 1 ? SmallNetworks.Random([channels], 3) : null;
                yield return AwkwardCases.Case(
                    new ConvTranspose3d(weight, bias, stride, padding, outputPadding, dilation, groups), input);
            }
        }

        Tensor cube = SmallNetworks.Random([4, 3, 3, 3, 3], 2);
        yield return AwkwardCases.Case(
            new ConvTranspose3d(cube, null, (3, 2, 2), 0, 0, 1, outputSize: (8, 6, 7)), [1, 4, 3, 3, 3]);
    }

    private static IEnumerable<OperatorCase> Norms()
    {
        foreach (Shape volume in new Shape[] { [2, 3, 2, 5, 7], [1, 17, 4, 11, 9] })
        {
            Tensor[] four = [.. Enumerable.Range(2, 4).Select(seed => SmallNetworks.Random([volume.Channels], seed))];
            yield return AwkwardCases.Case(
                new BatchNorm3d(four[0], four[1], four[2], RoundingError.Absolute(four[3]), 1e-3f), volume);
            yield return AwkwardCases.Case(new InstanceNorm3d(volume.Channels, four[0], four[1]), volume);
        }
    }

    private static IEnumerable<OperatorCase> Pools()
    {
        foreach (Shape volume in new Shape[] { [1, 1, 3, 4, 3], [2, 3, 9, 13, 11], [1, 17, 6, 33, 20] })
        {
            foreach (Padding3d padding in Sides)
            {
                foreach (bool ceilMode in new[] { false, true })
                {
                    yield return AwkwardCases.Case(new MaxPool3d(3, 2, padding, null, ceilMode), volume);
                    yield return AwkwardCases.Case(new AvgPool3d(3, (2, 1, 3), padding, ceilMode), volume);
                    yield return AwkwardCases.Case(new AvgPool3d(3, 2, padding, ceilMode, false), volume);
                }
            }

            yield return AwkwardCases.Case(new MaxPool3d((2, 3, 2), (1, 2, 3), 1, (2, 1, 2)), volume);
            yield return AwkwardCases.Case(new AvgPool3d((volume[2], volume[3], 1)), volume);
        }
    }
}
