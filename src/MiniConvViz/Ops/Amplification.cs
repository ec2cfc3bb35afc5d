using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The common code of <see cref="Operator.AmplificationOf"/> of several operators. Where a function's slope has a
/// largest value (its Lipschitz constant), that constant times e is the bound; else the error of a monotonic function
/// is largest at the ends of its arguments' range. In double.
/// </summary>
internal static class Amplification
{
    /// <summary>
    /// Applies the operator itself, or a similar one, to the errors: valid for sums with positive weights, maxima and
    /// copies, and for a p-norm by the triangle inequality, <c>||x + d|| - ||x|| &lt;= ||d||</c>.
    /// </summary>
    public static Tensor Run(Operator @operator, IReadOnlyList<Tensor> errors) => EagerRun.Run(@operator, errors);

    /// <summary>No element has an error.</summary>
    public static bool IsZero(Tensor error) => !error.Values.ContainsAnyExcept(0f);

    /// <summary>Every element has a bound.</summary>
    public static bool IsFinite(Tensor error) => error.Data.All(float.IsFinite);

    /// <summary>
    /// Computes a bound from a, its error, b and its error, for every pair of a and b under broadcasting.
    /// </summary>
    public static Tensor OfTwo(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> errors,
        Func<double, double, double, double, double> bound)
    {
        BroadcastGeometry geometry = BroadcastGeometry.Create(inputs[0].Shape.Extents, inputs[1].Shape.Extents);
        Tensor result = new(BroadcastShape.Of(inputs[0].Shape, inputs[1].Shape));
        for (int i = 0; i < result.Values.Length; i++)
        {
            BroadcastOffsets at = geometry.Offsets(i);
            result.Values[i] = (float)bound(
                inputs[0].Values[at.Left],
                errors[0].Values[at.Left],
                inputs[1].Values[at.Right],
                errors[1].Values[at.Right]);
        }

        return result;
    }

    /// <summary>The largest change of a monotonic function over <c>x - e .. x + e</c>.</summary>
    public static double AtEnds(Func<double, double> f, double x, double e) =>
        Math.Max(Math.Abs(f(x + e) - f(x)), Math.Abs(f(x - e) - f(x)));

    /// <summary>
    /// <c>(a + da) / (b + db) - a / b = (da - a/b * db) / (b + db)</c>, as long as b cannot become zero.
    /// </summary>
    public static double Quotient(double a, double ea, double b, double eb) => Math.Abs(b) > eb
        ? (ea + (Math.Abs(a / b) * eb)) / (Math.Abs(b) - eb)
        : double.PositiveInfinity;

    /// <summary>A comparison of two numbers may turn where what they may be overlaps.</summary>
    public static double Comparison(double a, double ea, double b, double eb) =>
        ea + eb == 0 || Math.Abs(a - b) > ea + eb ? 0 : 1;

    /// <summary>A number that may be zero may be true or false.</summary>
    public static double Logic(double a, double ea, double b, double eb) =>
        (ea == 0 || Math.Abs(a) > ea) && (eb == 0 || Math.Abs(b) > eb) ? 0 : 1;
}
