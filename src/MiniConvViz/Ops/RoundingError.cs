using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// A bound on the difference of two float32 computations of one operator over exactly the same inputs: for a sum of n
/// products, each of the two is within <c>gamma_n * sum |w||x|</c> of the true value.
/// <code>|a - b| &lt;= 2 * gamma_n * Magnitude,   gamma_n = n*u / (1 - n*u),   u = 2^-24</code>
/// </summary>
/// <param name="Magnitude">Per output element: the sum of the absolute values of the summands.</param>
/// <param name="Terms">n: the number of roundings of one output element.</param>
/// <remarks>Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, section 3.1</remarks>
internal sealed record RoundingError(Tensor Magnitude, double Terms)
{
    /// <summary>Half the distance between 1 and the next float32.</summary>
    public const double UnitRoundoff = 1.0 / (1 << 24);

    /// <summary>The operator moves, selects or compares: all devices compute the same bits.</summary>
    public static RoundingError None(Tensor output) => new(new Tensor(output.Shape), 0);

    /// <summary>No bound is known for the operator: no difference is too large.</summary>
    public static RoundingError Unbounded(Tensor output) => new(Tensor.Full(output.Shape, float.PositiveInfinity), 1);

    /// <summary>Every element is exact up to a few roundings of itself.</summary>
    public static RoundingError Relative(Tensor output, double terms) => new(Absolute(output), terms);

    /// <summary>A sum of products: the same kernel over absolute weights and inputs gives sum |w||x|.</summary>
    public static RoundingError Sum(Operator magnitude, IReadOnlyList<Tensor> inputs, double terms) =>
        new(EagerRun.Run(magnitude, [.. inputs.Select(Absolute)]), terms);

    /// <summary><c>|x|</c>, element by element.</summary>
    public static Tensor Absolute(Tensor x)
    {
        Tensor absolute = new(x.Shape);
        for (int i = 0; i < absolute.Values.Length; i++)
        {
            absolute.Values[i] = Math.Abs(x.Values[i]);
        }

        return absolute;
    }
}
