using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// A bound on the difference of two float32 computations of one node, element by element.
/// <code>
/// certain  = 2 * gamma_n * M,    gamma_n  = n*u / (1 - n*u)
/// probable = 2 * gamma~_n * M,   gamma~_n = exp(lambda * sqrt(n) * u + n * u^2 / (1 - u)) - 1
/// </code>
/// with u = 2^-24, M and n as in <see cref="RoundingError"/>, the 2 because both sides round. The first cannot be
/// exceeded. The second holds for each sum with probability <c>1 - 2n * exp(-lambda^2 / 2)</c> when rounding errors are
/// independent of each other, so that they partly cancel.
/// </summary>
/// <remarks>
/// Source: Higham and Mary, A New Approach to Probabilistic Rounding Error Analysis, SIAM J. Sci. Comput. 41 (2019),
/// theorem 2.4; Higham, Accuracy and Stability of Numerical Algorithms, section 3.1
/// </remarks>
internal sealed class ErrorBound
{
    /// <summary>
    /// 2n * exp(-lambda^2 / 2) is 1e-10 for sums of 4608 products: one false alarm in ten billion elements.
    /// </summary>
    private const double Lambda = 8;

    /// <summary>
    /// 2^-110: so near float32's smallest values, relative errors have no meaning. An exponential underflows at 2^-126
    /// or 2^-149, depending on the implementation, and may be multiplied by a hundred then.
    /// </summary>
    private const double Floor = 7.7037198e-34;

    private ErrorBound(Tensor? probable, Tensor? certain, double rootMeanSquare = double.PositiveInfinity) =>
        (Probable, Certain, RootMeanSquare) = (probable, certain, rootMeanSquare);

    /// <summary>The inputs are the reference's values.</summary>
    public static ErrorBound Zero { get; } = new(null, null);

    /// <summary>A node before this one has no bound on the effect of errors in its inputs.</summary>
    public static ErrorBound Unknown { get; } = new(null, null);

    /// <summary>Null where no difference is allowed.</summary>
    public Tensor? Probable { get; }

    /// <summary>Null where no difference is allowed.</summary>
    public Tensor? Certain { get; }

    /// <summary>
    /// A bound on the root mean square of all differences: lambda = 1, for the mean of many. Infinite where errors of
    /// the inputs, which depend on each other, are included.
    /// </summary>
    public double RootMeanSquare { get; }

    public bool IsKnown => this != Unknown;

    /// <summary>The bound by one node's own roundings, for equal inputs.</summary>
    public static ErrorBound Of(RoundingError rounding) => rounding.Terms == 0
        ? Zero
        : new(
            Scaled(rounding.Magnitude, Math.Min(Certainly(rounding.Terms), Probably(rounding.Terms, Lambda))),
            Scaled(rounding.Magnitude, Certainly(rounding.Terms)),
            (2 * Probably(rounding.Terms, lambda: 1) * RootMeanSquareOf(rounding.Magnitude)) + Floor);

    /// <summary>Errors of a known size, such as those of preprocessing.</summary>
    public static ErrorBound Exactly(Tensor bound) => new(bound, bound);

    /// <summary>
    /// A node's bound where its inputs differ already: the amplified differences of the inputs, plus its own.
    /// </summary>
    public static ErrorBound Propagated(
        Operator @operator, IReadOnlyList<Tensor> inputs, IReadOnlyList<ErrorBound> errors, ErrorBound own)
    {
        if (errors.Take(@operator.ValueInputs(errors.Count)).Any(error => !error.IsKnown))
        {
            return Unknown;
        }

        if (errors.All(error => error.Certain is null))
        {
            return own;
        }

        Tensor? probable = @operator.Amplify(inputs, Filled(errors, inputs, error => error.Probable));
        Tensor? certain = @operator.Amplify(inputs, Filled(errors, inputs, error => error.Certain));
        return probable is null || certain is null
            ? Unknown
            : new(Sum(probable, own.Probable), Sum(certain, own.Certain));
    }

    private static double Certainly(double n)
    {
        double product = n * RoundingError.UnitRoundoff;
        return product < 1 ? product / (1 - product) : double.PositiveInfinity;
    }

    private static double Probably(double n, double lambda)
    {
        const double u = RoundingError.UnitRoundoff;
        return Math.Exp((lambda * Math.Sqrt(n) * u) + (n * u * u / (1 - u))) - 1;
    }

    /// <summary>
    /// Elements without a finite bound are not judged, so they do not enlarge the bound of the others.
    /// </summary>
    private static double RootMeanSquareOf(Tensor magnitude)
    {
        double squares = 0;
        foreach (float value in magnitude.Values)
        {
            squares += Difference.Square(value);
        }

        return Math.Sqrt(squares / Math.Max(1, magnitude.Values.Length));
    }

    private static Tensor Scaled(Tensor magnitude, double gamma)
    {
        Tensor bound = new(magnitude.Shape);
        for (int i = 0; i < bound.Values.Length; i++)
        {
            // A sum of zeros is exact, even one so long that gamma is infinite.
            double rounding = magnitude.Values[i] == 0 ? 0 : 2 * gamma * magnitude.Values[i];
            bound.Values[i] = (float)(rounding + Floor);
        }

        return bound;
    }

    private static Tensor[] Filled(
        IReadOnlyList<ErrorBound> errors, IReadOnlyList<Tensor> inputs, Func<ErrorBound, Tensor?> select) =>
        [.. errors.Select((error, i) => select(error) ?? new Tensor(inputs[i].Shape))];

    private static Tensor Sum(Tensor left, Tensor? right)
    {
        for (int i = 0; right is not null && i < left.Values.Length; i++)
        {
            left.Values[i] += right.Values[i];
        }

        return left;
    }
}
