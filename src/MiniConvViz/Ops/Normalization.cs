using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The common part of layer, group and instance normalisation: the elements of one position are normalised to mean 0
/// and variance 1, then scaled and shifted by learned values.
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
    /// With r = 1 / sqrt(variance + eps), d = x - mean and A the mean of |x|: the error of the mean is gamma * A, that
    /// of the difference is the same plus its own rounding, and the relative error of r is gamma * (1 + A*r), because
    /// the variance is a mean of squares of such differences. Together
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
    /// With <c>d = x - mean</c>, <c>s = sqrt(mean of d^2 + eps)</c> and r the root mean square of e: d changes by at
    /// most its e and the mean of all e, and s by at most r. So
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

    /// <summary>The elements of the input that are normalised together: those of one position.</summary>
    internal abstract AxisGeometry Together(Shape input);

    /// <summary>The index of the weight for element <paramref name="i"/> of a position.</summary>
    internal abstract int ParameterOf(Shape input, int position, int i);
}
