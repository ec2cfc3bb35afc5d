using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>Awkward shapes for the operators that rearrange, slice, pad, gather and repeat.</summary>
internal static class LayoutCases
{
    public static IEnumerable<OperatorCase> Create() => [.. Maps(), .. Blocks(), .. AnyRank(), .. Formulas()];

    private static IEnumerable<OperatorCase> Maps() =>
        from shape in AwkwardCases.Maps
        from @operator in new Operator[]
        {
            new Permute([0, 2, 3, 1]), new Permute([1, 0, 2, 3]), new Permute(),
            new Slice([0, 0], [int.MaxValue, int.MaxValue], [2, 3], [2, 2]),
            new Slice([int.MaxValue], [int.MinValue], [3], [-1]),
            new Slice([1, 1], [-1, -1], [1, 3]),
            new Expand([2, 1, 1, 1, 1]),
            new Reshape([-1, 0]), new Squeeze(), new Unsqueeze([0, -1]), new Flatten2d(2), new Flatten(2),
            new Pad([0, 0, 1, 3], [0, 0, 2, 0]),
            new Pad([0, 2, 0, 0], [1, 0, 0, 0], PadMode.Constant, -1f),
            new Pad([0, 0, 2, 5], [0, 0, 9, 1], PadMode.Reflect),
            new Pad([0, 0, 2, 5], [0, 0, 9, 1], PadMode.Replicate),
            new Pad([0, 0, 2, -1], [0, 0, 9, 1], PadMode.Circular),
        }
        select AwkwardCases.Case(@operator, shape);

    private static IEnumerable<OperatorCase> Blocks()
    {
        (int Block, Shape Input)[] list = [(2, [1, 64, 28, 31]), (3, [2, 27, 17, 5]), (4, [3, 16, 1, 1])];
        foreach ((int block, Shape input) in list)
        {
            Shape apart = input.With(2, input.Height * block).With(3, input.Width * block);
            foreach (PixelOrder order in Enum.GetValues<PixelOrder>())
            {
                yield return AwkwardCases.Case(new PixelShuffle(block, order), input);
                yield return AwkwardCases.Case(new PixelUnshuffle(block, order), apart);
            }
        }
    }

    private static IEnumerable<OperatorCase> AnyRank()
    {
        yield return AwkwardCases.Case(new Permute([1, 0]), [301, 257]);
        yield return AwkwardCases.Case(new Permute([7, 0, 6, 1, 5, 2, 4, 3]), [2, 3, 4, 5, 4, 3, 2, 7]);
        yield return AwkwardCases.Case(new Permute([0]), [40_001]);
        yield return AwkwardCases.Case(new Permute([]), (Shape)[]);
        yield return AwkwardCases.Case(new Diagonal(0, 2), [5, 70, 9]);
        yield return AwkwardCases.Case(new Diagonal(-1, 1), [3, 300, 2, 301]);
        yield return AwkwardCases.Case(new Diagonal(0, 1), [7, 7, 33]);
        yield return AwkwardCases.Case(new Slice([7], [int.MinValue], [0], [-3]), [40_001]);
        yield return AwkwardCases.Case(new Slice([2, 5], [2, 1], [0, 1]), [3, 8]);
        yield return AwkwardCases.Case(new Expand([5, 40_001]), [5, 1]);
        yield return AwkwardCases.Case(new Expand([2, 3, 5, 7]), (Shape)[]);
        yield return AwkwardCases.Case(new Pad([3], [-7], PadMode.Reflect), [40_001]);
        yield return AwkwardCases.Case(new Pad([], []), (Shape)[]);
        yield return AwkwardCases.Case(new Pad([2, 1], [0, 1], PadMode.Constant, 3f), [0, 4]);
        yield return AwkwardCases.Case(new Pad([-9, 0], [2, 0]), [4, 5]);
        yield return AwkwardCases.Case(new Full([3, 40_001], -0.5f));
        foreach (int dim in new[] { 0, 1, -1 })
        {
            yield return AwkwardCases.Case(new Concat(dim), [9, 33, 65], [9, 33, 65], [9, 33, 65]);
            Tensor indices = new([2, 2, 50]);
            for (int i = 0; i < indices.Values.Length; i++)
            {
                indices.Values[i] = (i * 37 % 18) - 9;
            }

            yield return new OperatorCase(
                $"dim {dim}", new Gather(dim), [SmallNetworks.Random([9, 33, 65], seed: 1), indices]);
        }
    }

    /// <summary>Targets that follow the shape of a second input.</summary>
    private static IEnumerable<OperatorCase> Formulas()
    {
        ShapeTerm height = new ShapeTerm.ExtentTerm(1, 0);
        ShapeTerm width = new ShapeTerm.ExtentTerm(1, 1);
        yield return AwkwardCases.Case(new Reshape([height, width]), [6, 35], [14, 15]);
        yield return AwkwardCases.Case(new Expand([height, width]), [1, 35], [14, 35]);
        yield return AwkwardCases.Case(new Slice([0, 0], [height, width]), [20, 35], [14, 15]);
        yield return AwkwardCases.Case(new Pad([height, 0], [0, width]), [2, 3], [5, 4]);
        yield return AwkwardCases.Case(new Full([width, height], 2f), [7], [5, 4]);
    }
}
