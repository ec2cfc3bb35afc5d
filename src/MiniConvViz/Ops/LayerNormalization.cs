using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// What the layer normalisations share: numbers that lie at one position get mean 0 and variance 1, then the scale and
/// offset that were learned for each of them.
/// <code>y = (x - mean) / sqrt(variance + eps) * weight[c] + bias[c]</code>
/// Shapes: any input, output the same; weight and bias may be absent (<c>elementwise_affine=False</c>).
/// </summary>
public abstract class LayerNormalization : Operator
{
    private readonly Tensor _scale;
    private readonly Tensor _offset;

    private protected LayerNormalization(Shape normalizedShape, Tensor? weight, Tensor? bias, float eps)
    {
        (NormalizedShape, Weight, Bias, Eps) = (normalizedShape, weight, bias, eps);
        foreach (Parameter parameter in Parameters)
        {
            if (parameter.Value.Shape != normalizedShape)
            {
                throw new ShapeException($"expected {parameter.Name} {normalizedShape}, got {parameter.Value.Shape}");
            }
        }

        _scale = weight ?? Tensor.Full(normalizedShape, 1f);
        _offset = bias ?? new Tensor(normalizedShape);
    }

    /// <summary>The extents of the axes that are normalised together.</summary>
    public Shape NormalizedShape { get; }

    public Tensor? Weight { get; }

    public Tensor? Bias { get; }

    public float Eps { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters =>
    [
        .. Weight is null ? [] : new[] { new Parameter("weight", Weight) },
        .. Bias is null ? [] : new[] { new Parameter("bias", Bias) },
    ];

    /// <inheritdoc/>
    public override string Attributes =>
        $"({string.Join(", ", NormalizedShape.Extents.ToArray())}{(NormalizedShape.Rank == 1 ? "," : "")}), eps={Eps:R}"
        + (Weight is null ? ", elementwise_affine=False" : "");

    /// <summary>
    /// With r = 1 / sqrt(variance + eps), d = x - mean and A the mean of |x|: the mean is off by gamma * A, the
    /// difference by that and its own rounding, and r by a share of gamma * (1 + A*r), because the variance is a mean
    /// of squares of such differences. Together
    /// <code>|weight| * r * (A + |d| * (1 + A*r)) + |bias|</code>
    /// </summary>
    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        LayerNormGeometry geometry = Geometry(output.Shape);
        Tensor absolute = RoundingError.Absolute(inputs[0]);
        Tensor magnitude = new(output.Shape);
        for (int position = 0; position < geometry.Outer * geometry.Inner; position++)
        {
            int first = geometry.First(position);
            (double mean, double variance) =
                LayerNormReference.Moments(inputs[0].Values[first..], geometry.Length, geometry.Inner);
            (double size, _) = LayerNormReference.Moments(absolute.Values[first..], geometry.Length, geometry.Inner);
            double r = 1.0 / Math.Sqrt(variance + Eps);
            for (int c = 0; c < geometry.Length; c++)
            {
                int index = first + (c * geometry.Inner);
                double d = Math.Abs(inputs[0].Values[index] - mean);
                magnitude.Values[index] = (float)(
                    (Math.Abs(_scale.Values[c]) * r * (size + (d * (1.0 + (size * r))))) + Math.Abs(_offset.Values[c]));
            }
        }

        return new RoundingError(magnitude, Terms: geometry.Length + 8);
    }

    internal override void RunReference(HostCall call) => LayerNormReference.Run(
        Geometry(call.InputShape(0)), call.Input(0), _scale.Values, _offset.Values, Eps, call.Output);

    internal override void RunCpu(HostCall call) => LayerNormSimd.Run(
        call.Workers, Geometry(call.InputShape(0)), call.Input(0), _scale.Values, _offset.Values, Eps, call.Output);

    internal override void RunGpu(GpuCall call) => LayerNormGpu.Run(
        call.Gpu,
        Geometry(call.InputShape(0)),
        call.Input(0),
        call.Weight(_scale),
        call.Weight(_offset),
        Eps,
        call.Output);

    /// <summary>Which numbers of the input belong together.</summary>
    private protected abstract LayerNormGeometry Geometry(Shape input);
}
