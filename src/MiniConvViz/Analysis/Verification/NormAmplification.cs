using MiniConvViz.Kernels;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// <see cref="Amplification"/> of operators that divide every number by what its neighbours amount to. Such an amount
/// is a root of squares, a norm, and moves no farther than the errors' own norm. In double.
/// </summary>
internal static class NormAmplification
{
    /// <summary>The bound, infinite where a division by zero is within reach; null for other operators.</summary>
    public static Tensor? Bound(Operator @operator, Tensor input, Tensor error) => @operator switch
    {
        Normalization norm => Normalized(norm, input, error),
        LayerNormInvStdDev deviation => Inverse(deviation, input, error),
        LocalResponseNorm norm => Response(norm, input, error),
        _ => null,
    };

    /// <summary>
    /// With <c>d = x - mean</c>, <c>s = sqrt(mean of d^2 + eps)</c> and r the root mean square of e: d moves by no more
    /// than its e and the mean of all e, and s by no more than r. So
    /// <code>|y' - y| &lt;= |weight| * (e + mean of e + |d| / s * r) / max(s - r, sqrt(eps))</code>
    /// </summary>
    private static Tensor Normalized(Normalization norm, Tensor input, Tensor error)
    {
        AxisGeometry geometry = norm.Together(input.Shape);
        Tensor bound = new(input.Shape);
        for (int position = 0; position < geometry.Positions; position++)
        {
            int first = geometry.First(position);
            Deviation deviation = new(
                input.Values[first..], error.Values[first..], geometry.Length, geometry.Inner, norm.Eps);
            for (int i = 0; i < geometry.Length; i++)
            {
                int index = first + (i * geometry.Inner);
                double scale = Math.Abs(norm.Scale.Values[norm.ParameterOf(input.Shape, position, i)]);
                double share = Math.Abs(input.Values[index] - deviation.Mean) / deviation.Value;
                double moved = error.Values[index] + deviation.MeanError + (share * deviation.Error);
                bound.Values[index] = (float)(scale * moved / deviation.Least);
            }
        }

        return bound;
    }

    /// <summary><c>|1/s' - 1/s| &lt;= r / (s * max(s - r, sqrt(eps)))</c></summary>
    private static Tensor Inverse(LayerNormInvStdDev norm, Tensor input, Tensor error)
    {
        int length = norm.NormalizedShape.Count;
        Tensor bound = new(norm.InferShape([input.Shape]));
        for (int row = 0; row < bound.Values.Length; row++)
        {
            Deviation deviation = new(
                input.Values[(row * length)..], error.Values[(row * length)..], length, stride: 1, norm.Eps);
            bound.Values[row] = (float)(deviation.Error / (deviation.Value * deviation.Least));
        }

        return bound;
    }

    /// <summary>
    /// x is multiplied with a power of the window's squares, <c>y = x * (k + alpha / size * n^2)^-beta</c>, and their
    /// root n moves by no more than that of the errors' squares: y is farthest off at the corners.
    /// </summary>
    private static Tensor Response(LocalResponseNorm norm, Tensor input, Tensor error)
    {
        LocalResponseNormGeometry geometry = norm.Geometry(input.Shape);
        Tensor bound = new(input.Shape);
        for (int index = 0; index < bound.Values.Length; index++)
        {
            int c = index / geometry.Plane % geometry.Channels;
            Range window = geometry.First(c)..geometry.End(c);
            int first = index - (c * geometry.Plane);
            double size = Length(input.Values[first..], window, geometry.Plane);
            double moves = Length(error.Values[first..], window, geometry.Plane);
            double y = input.Values[index] * Factor(geometry, size);
            double farthest = 0;
            foreach (double n in (ReadOnlySpan<double>)[Math.Max(size - moves, 0), size + moves])
            {
                double factor = Factor(geometry, n);
                farthest = Math.Max(farthest, Math.Abs(((input.Values[index] + error.Values[index]) * factor) - y));
                farthest = Math.Max(farthest, Math.Abs(((input.Values[index] - error.Values[index]) * factor) - y));
            }

            bound.Values[index] = (float)farthest;
        }

        return bound;
    }

    private static double Factor(in LocalResponseNormGeometry geometry, double n) =>
        Math.Pow(geometry.K + (geometry.Alpha / (double)geometry.Size * n * n), -geometry.Beta);

    /// <summary>The root of the squares' sum.</summary>
    private static double Length(ReadOnlySpan<float> numbers, Range window, int stride)
    {
        double squares = 0;
        for (int i = window.Start.Value; i < window.End.Value; i++)
        {
            squares += (double)numbers[i * stride] * numbers[i * stride];
        }

        return Math.Sqrt(squares);
    }

    /// <summary>The deviation of numbers that are normalised together, and how far errors move it.</summary>
    private readonly struct Deviation
    {
        public Deviation(ReadOnlySpan<float> input, ReadOnlySpan<float> error, int count, int stride, double eps)
        {
            (Mean, double variance) = MomentsReference.Of(input, count, stride);
            Value = Math.Sqrt(variance + eps);
            (MeanError, double spread) = MomentsReference.Of(error, count, stride);
            Error = Math.Sqrt(spread + (MeanError * MeanError));
            Least = Math.Max(Value - Error, Math.Sqrt(eps));
        }

        public double Mean { get; }

        /// <summary><c>s = sqrt(variance + eps)</c></summary>
        public double Value { get; }

        public double MeanError { get; }

        /// <summary>r, the errors' root mean square: s moves no farther.</summary>
        public double Error { get; }

        /// <summary>The least that s may become.</summary>
        public double Least { get; }
    }
}
