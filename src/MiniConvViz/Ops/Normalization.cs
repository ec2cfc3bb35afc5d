using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// What layer, group and instance normalisation share: numbers that belong together get mean 0 and variance 1, then a
/// scale and an offset that were learned.
/// <code>y = (x - mean) / sqrt(variance + eps) * weight + bias</code>
/// Shapes: any input, output the same; weight and bias may be absent (<c>affine=False</c>).
/// </summary>
public abstract class Normalization : Operator
{
    private protected Normalization(Shape parameters, Tensor? weight, Tensor? bias, float eps)
    {
        (Weight, Bias, Eps) = (weight, bias, eps);
        foreach (Parameter parameter in Parameters)
        {
            if (parameter.Value.Shape != parameters)
            {
                throw new ShapeException($"expected {parameter.Name} {parameters}, got {parameter.Value.Shape}");
            }
        }

        Scale = weight ?? Tensor.Full(parameters, 1f);
        Offset = bias ?? new Tensor(parameters);
    }

    /// <summary>The learned scale; null where there is none.</summary>
    public Tensor? Weight { get; }

    /// <summary>The learned shift; null where there is none.</summary>
    public Tensor? Bias { get; }

    /// <summary>Added to the variance, so that the division is never by zero.</summary>
    public float Eps { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters =>
    [
        .. Weight is null ? [] : new[] { new Parameter("weight", Weight) },
        .. Bias is null ? [] : new[] { new Parameter("bias", Bias) },
    ];

    /// <summary>The weight, or ones.</summary>
    internal Tensor Scale { get; }

    /// <summary>The bias, or zeros.</summary>
    private protected Tensor Offset { get; }

    internal override Accuracy Accuracy => Accuracy.Summed;

    /// <summary>
    /// With r = 1 / sqrt(variance + eps), d = x - mean and A the mean of |x|: the mean is off by gamma * A, the
    /// difference by that and its own rounding, and r by a share of gamma * (1 + A*r), because the variance is a mean
    /// of squares of such differences. Together
    /// <code>|weight| * r * (A + |d| * (1 + A*r)) + |bias|</code>
    /// </summary>
    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        AxisGeometry geometry = Together(output.Shape);
        Tensor absolute = RoundingError.Absolute(inputs[0]);
        Tensor magnitude = new(output.Shape);
        for (int position = 0; position < geometry.Positions; position++)
        {
            int first = geometry.First(position);
            (double mean, double variance) =
                MomentsReference.Of(inputs[0].Values[first..], geometry.Length, geometry.Inner);
            (double size, _) = MomentsReference.Of(absolute.Values[first..], geometry.Length, geometry.Inner);
            double r = 1.0 / Math.Sqrt(variance + Eps);
            for (int i = 0; i < geometry.Length; i++)
            {
                int index = first + (i * geometry.Inner);
                int c = ParameterOf(output.Shape, position, i);
                double d = Math.Abs(inputs[0].Values[index] - mean);
                double scaled = Math.Abs(Scale.Values[c]) * r * (size + (d * (1.0 + (size * r))));
                magnitude.Values[index] = (float)(scaled + Math.Abs(Offset.Values[c]));
            }
        }

        return new RoundingError(magnitude, Terms: geometry.Length + 8);
    }

    /// <summary>
    /// With <c>d = x - mean</c>, <c>s = sqrt(mean of d^2 + eps)</c> and r the root mean square of e: d moves by no more
    /// than its e and the mean of all e, and s by no more than r. So
    /// <code>|y' - y| &lt;= |weight| * (e + mean of e + |d| / s * r) / max(s - r, sqrt(eps))</code>
    /// </summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors)
    {
        (Tensor input, Tensor error) = (inputs[0], errors[0]);
        AxisGeometry geometry = Together(input.Shape);
        Tensor bound = new(input.Shape);
        for (int position = 0; position < geometry.Positions; position++)
        {
            int first = geometry.First(position);
            DeviationError deviation = new(
                input.Values[first..], error.Values[first..], geometry.Length, geometry.Inner, Eps);
            for (int i = 0; i < geometry.Length; i++)
            {
                int index = first + (i * geometry.Inner);
                double scale = Math.Abs(Scale.Values[ParameterOf(input.Shape, position, i)]);
                double share = Math.Abs(input.Values[index] - deviation.Mean) / deviation.Value;
                double moved = error.Values[index] + deviation.MeanError + (share * deviation.Error);
                bound.Values[index] = (float)(scale * moved / deviation.Least);
            }
        }

        return bound;
    }

    /// <summary>Which numbers of the input belong together: those of one position.</summary>
    internal abstract AxisGeometry Together(Shape input);

    /// <summary>Which weight number <paramref name="i"/> of a position is multiplied with.</summary>
    internal abstract int ParameterOf(Shape input, int position, int i);
}
