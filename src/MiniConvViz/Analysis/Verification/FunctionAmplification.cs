using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// <see cref="Amplification"/> of operators that apply one function to every number, or to every two that meet. Where
/// a slope has a largest value, that times e is the bound; else a function that only rises or only falls is farthest
/// off at the ends of what its arguments may be. In double.
/// </summary>
internal static class FunctionAmplification
{
    /// <summary>The bound, infinite where a pole is within reach; null for other operators.</summary>
    public static Tensor? Bound(
        Operator @operator, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) => @operator switch
        {
            Mul => OfTwo(inputs, errors, (a, ea, b, eb) => (Math.Abs(a) * eb) + (ea * (Math.Abs(b) + eb))),
            Div => OfTwo(inputs, errors, Quotient),
            Pow => OfTwo(inputs, errors, Power),
            PReLU { Weight: Tensor weight } => OfTwo(
                [inputs[0], PerChannel(weight, inputs[0].Shape)],
                [errors[0], PerChannel(new Tensor(weight.Shape), inputs[0].Shape)],
                Slope),
            PReLU => OfTwo(inputs, errors, Slope),
            Exp => OfOne(inputs[0], errors[0], (x, e) => AtEnds(Math.Exp, x, e)),
            Sqrt => OfOne(inputs[0], errors[0], (x, e) => AtEnds(Math.Sqrt, x, e)),
            ToInt => OfOne(inputs[0], errors[0], (x, e) => AtEnds(Math.Truncate, x, e)),
            ToBool => OfOne(inputs[0], errors[0], (x, e) => e == 0 || Math.Abs(x) > e ? 0 : 1),
            Reciprocal => OfOne(inputs[0], errors[0], (x, e) => Quotient(1, 0, x, e)),
            Softplus softplus => OfOne(inputs[0], errors[0], (x, e) => e + Jump(softplus, x, e)),
            _ => Steepness(@operator) is double slope
                ? OfOne(inputs[0], errors[0], (_, e) => slope * e)
                : null,
        };

    /// <summary>The largest slope of a function of one number (its Lipschitz constant), or null.</summary>
    private static double? Steepness(Operator @operator) => @operator switch
    {
        ReLU or ReLU6 or Hardtanh or Clamp or Abs or Neg or Tanh or Softsign or LogSigmoid => 1,
        CELU { Alpha: > 0 } => 1,
        ELU elu => Math.Max(1, Math.Abs(elu.Alpha)),
        LeakyReLU leaky => Math.Max(1, Math.Abs(leaky.NegativeSlope)),
        Sigmoid => 1 / 4.0,
        Hardsigmoid hard => Math.Abs(hard.Alpha),
        Hardswish => 3 / 2.0,
        SiLU or Mish => 1.1,
        GELU or Erf => 1.13,
        SELU => 1.76,
        _ => null,
    };

    private static Tensor OfOne(Tensor x, Tensor error, Func<double, double, double> bound)
    {
        Tensor result = new(x.Shape);
        for (int i = 0; i < result.Values.Length; i++)
        {
            result.Values[i] = (float)bound(x.Values[i], error.Values[i]);
        }

        return result;
    }

    /// <summary>A bound made of a, its error, b and its error, wherever an a and a b meet.</summary>
    private static Tensor OfTwo(
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

    /// <summary>How far a function that only rises or only falls moves over <c>x - e .. x + e</c>.</summary>
    private static double AtEnds(Func<double, double> f, double x, double e) =>
        Math.Max(Math.Abs(f(x + e) - f(x)), Math.Abs(f(x - e) - f(x)));

    /// <summary>
    /// <c>(a + da) / (b + db) - a / b = (da - a/b * db) / (b + db)</c>, as long as b cannot become zero.
    /// </summary>
    private static double Quotient(double a, double ea, double b, double eb) => Math.Abs(b) > eb
        ? (ea + (Math.Abs(a / b) * eb)) / (Math.Abs(b) - eb)
        : double.PositiveInfinity;

    /// <summary>
    /// A power rises or falls in either argument while the base keeps its sign, so that the corners are farthest off;
    /// a whole power of a base that may be zero turns there. Other powers of negative numbers are NaN.
    /// </summary>
    private static double Power(double a, double ea, double b, double eb)
    {
        double power = Math.Pow(a, b);
        double bound = 0;
        foreach (double x in (ReadOnlySpan<double>)[a - ea, a + ea])
        {
            foreach (double y in (ReadOnlySpan<double>)[b - eb, b + eb])
            {
                bound = Math.Max(bound, Math.Abs(Math.Pow(x, y) - power));
            }
        }

        bool isWhole = eb == 0 && b == Math.Round(b);
        return a - ea >= 0 || (isWhole && a + ea < 0) ? bound
            : isWhole && b >= 0 ? Math.Max(bound, Math.Abs(Math.Pow(0, b) - power))
            : double.PositiveInfinity;
    }

    /// <summary>
    /// <c>max(1, |slope| + es) * e</c> for the number, and left of zero what another slope makes of it.
    /// </summary>
    private static double Slope(double x, double e, double slope, double es) =>
        (Math.Max(1, Math.Abs(slope) + es) * e) + (es * Math.Max(-x, 0));

    /// <summary>At its threshold a softplus falls onto the line by <c>log(1 + exp(-threshold)) / beta</c>.</summary>
    private static double Jump(Softplus softplus, double x, double e) =>
        Math.Abs((softplus.Beta * x) - softplus.Threshold) <= Math.Abs(softplus.Beta) * e
            ? Math.Log(1 + Math.Exp(-softplus.Threshold)) / Math.Abs(softplus.Beta)
            : 0;

    /// <summary>[C] as [C,1,...], which puts it on axis 1 of the input.</summary>
    private static Tensor PerChannel(Tensor weight, Shape input) =>
        weight.Reshape([weight.Shape.Count, .. Enumerable.Repeat(1, Math.Max(input.Rank - 2, 0))]);
}
