using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>Awkward shapes for broadcasting, and for matrix products.</summary>
internal static class BroadcastCases
{
    public static IEnumerable<OperatorCase> Create() =>
        [.. Binaries(), .. Wheres(), .. Powers(), .. Slopes(), .. Products(), .. Linears()];

    private static IEnumerable<OperatorCase> Binaries()
    {
        Operator[] operators =
        [
            new Add(), new Sub(), new Mul(), new Div(), new Minimum(), new Maximum(), new Greater(), new GreaterEqual(),
            new Less(), new LessEqual(), new Eq(), new LogicalAnd(), new LogicalOr(), new LogicalXor(),
        ];
        foreach (Operator @operator in operators)
        {
            foreach (Shape shape in AwkwardCases.Maps)
            {
                yield return AwkwardCases.Case(@operator, shape, [shape.Channels, 1, 1]);
                yield return AwkwardCases.Case(@operator, [shape.Width], shape);
                yield return AwkwardCases.Case(@operator, shape, []);
                yield return AwkwardCases.Case(@operator, shape.With(3, 1), shape.With(1, 1).With(2, 1));
            }

            yield return AwkwardCases.Case(@operator, [2, 1, 3, 1, 4, 1, 5, 1], [3, 1, 4, 1, 5, 1, 7]);
        }
    }

    private static IEnumerable<OperatorCase> Wheres()
    {
        foreach (Shape shape in AwkwardCases.Maps)
        {
            Tensor condition = SmallNetworks.Random(shape, 9);
            foreach (ref float value in condition.Values)
            {
                value = value > 0.2f ? 1f : 0f;
            }

            foreach ((Shape input, Shape other) in new (Shape, Shape)[]
                { (shape, shape), ([], shape), ([shape.Channels, 1, 1], [shape.Width]) })
            {
                yield return new OperatorCase(
                    $"Where() of {shape}, {input} and {other}",
                    new Where(),
                    [condition, SmallNetworks.Random(input, 10), SmallNetworks.Random(other, 11)]);
            }
        }
    }

    /// <summary>Of positive values, so that the powers are not NaN.</summary>
    private static IEnumerable<OperatorCase> Powers()
    {
        foreach (Shape shape in AwkwardCases.Maps)
        {
            Tensor bases = RoundingError.Absolute(SmallNetworks.Random(shape, 10));
            Tensor exponents = SmallNetworks.Random([shape.Channels, 1, 1], 11);
            yield return new OperatorCase($"Pow() of {shape} per channel", new Pow(), [bases, exponents]);
            yield return new OperatorCase($"Pow() of {shape} by 3", new Pow(), [bases, Tensor.Full([], 3f)]);
        }
    }

    private static IEnumerable<OperatorCase> Slopes()
    {
        foreach (Shape shape in AwkwardCases.Maps)
        {
            yield return AwkwardCases.Case(new PReLU(SmallNetworks.Random([shape.Channels], 2)), shape);
            yield return AwkwardCases.Case(new PReLU(SmallNetworks.Random([1], 2)), shape);
            yield return AwkwardCases.Case(new PReLU(), shape, [shape.Height, shape.Width]);
        }
    }

    private static IEnumerable<OperatorCase> Products()
    {
        (Shape Left, Shape Right)[] list =
        [
            ([130, 257], [257, 70]), ([65, 3], [3, 1000]), ([1, 500], [500, 500]), ([1000, 33], [33, 1]),
            ([2, 6, 50, 32], [2, 6, 32, 50]), ([9, 1, 5, 17], [1, 7, 17, 33]), ([3, 64, 64], [64, 64]),
            ([300], [4, 300, 31]), ([5, 66, 300], [300]), ([7, 0], [0, 5]),
        ];
        return list.Select(shapes => AwkwardCases.Case(new MatMul(), shapes.Left, shapes.Right));
    }

    private static IEnumerable<OperatorCase> Linears()
    {
        Linear linear = new(SmallNetworks.Random([33, 17], 2), SmallNetworks.Random([33], 3));
        return new Shape[] { [17], [2, 5, 17], [3, 1, 4, 2, 17], [2, 0, 17] }
            .Select(shape => AwkwardCases.Case(linear, shape));
    }
}
