using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The power of two tensors: <c>output[i] = left[i] ^ right[i]</c>. A negative base with an exponent that is not whole
/// gives NaN.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.pow.html</remarks>
public sealed class Pow : BinaryOperator<PowFunction>
{
    internal override Accuracy Accuracy => Accuracy.Pointwise;

    // A power is exp(y * log x): the rounding of the product grows with the product, and is a relative error of the
    // result. So the magnitude is |x^y| * (1 + |y * log x|).
    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        BroadcastGeometry geometry = BroadcastGeometry.Create(inputs[0].Shape.Extents, inputs[1].Shape.Extents);
        Tensor magnitude = RoundingError.Absolute(output);
        for (int i = 0; i < magnitude.Values.Length; i++)
        {
            BroadcastOffsets at = geometry.Offsets(i);
            double exponent = inputs[1].Values[at.Right] * Math.Log(Math.Abs((double)inputs[0].Values[at.Left]));
            magnitude.Values[i] *= double.IsFinite(exponent) ? (float)(1.0 + Math.Abs(exponent)) : 1f;
        }

        return new RoundingError(magnitude, Terms: 8);
    }

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.OfTwo(inputs, errors, Power);

    /// <summary>
    /// A power is monotonic in either argument while the base keeps its sign, so that the error is largest at the
    /// corners; a whole power has an extremum at zero. Other powers of negative numbers are NaN.
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
}
