using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The factor of a <see cref="LayerNorm"/>: the inverse standard deviation over the last axes. It is the third output
/// of ONNX's LayerNormalization, whose second output is that of <see cref="Mean"/>.
/// <code>output = 1 / sqrt(variance + eps)</code>
/// Shapes: <c>input [*,normalized]</c>; the normalised axes have size 1 in the output.
/// </summary>
/// <remarks>Source: https://onnx.ai/onnx/operators/onnx__LayerNormalization.html</remarks>
public sealed class LayerNormInvStdDev : Operator
{
    /// <summary>Over the last axes, whose extents are <paramref name="normalizedShape"/>.</summary>
    public LayerNormInvStdDev(Shape normalizedShape, float eps = 1e-5f) =>
        (NormalizedShape, Eps) = (normalizedShape, eps);

    /// <summary>The extents of the axes that are normalised together.</summary>
    public Shape NormalizedShape { get; }

    /// <summary>Added to the variance, so that the division is never by zero.</summary>
    public float Eps { get; }

    /// <inheritdoc/>
    public override string Attributes => $"normalized_shape={NormalizedShape}, eps={Eps:R}";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        int rank = NormalizedShape.Rank;
        return input.Rank >= rank && input.Extents[^rank..].SequenceEqual(NormalizedShape.Extents)
            ? [.. input.Extents[..^rank], .. Enumerable.Repeat(1, rank)]
            : throw new ShapeException($"expected an input that ends in {NormalizedShape}, got {input}");
    }

    internal override Accuracy Accuracy => Accuracy.Summed;

    /// <summary>
    /// With A the mean of |x|, the error of the mean is gamma * A, and so is that of every difference whose squares are
    /// summed in the variance: <c>output * (1 + A * output)</c>.
    /// </summary>
    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        int length = NormalizedShape.Count;
        Tensor absolute = RoundingError.Absolute(inputs[0]);
        Tensor magnitude = new(output.Shape);
        for (int row = 0; row < magnitude.Values.Length; row++)
        {
            (double size, _) = MomentsReference.Of(absolute.Values[(row * length)..], length, stride: 1);
            double y = output.Values[row];
            magnitude.Values[row] = (float)(y * (1.0 + (size * y)));
        }

        return new RoundingError(magnitude, Terms: length + 4);
    }

    /// <summary><c>|1/s' - 1/s| &lt;= r / (s * max(s - r, sqrt(eps)))</c></summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors)
    {
        int length = NormalizedShape.Count;
        Tensor bound = new(InferShape([inputs[0].Shape]));
        for (int row = 0; row < bound.Values.Length; row++)
        {
            DeviationError deviation = new(
                inputs[0].Values[(row * length)..], errors[0].Values[(row * length)..], length, stride: 1, Eps);
            bound.Values[row] = (float)(deviation.Error / (deviation.Value * deviation.Least));
        }

        return bound;
    }

    internal override void RunReference(HostCall call) =>
        InvStdDevReference.Run(NormalizedShape.Count, call.Input(0), Eps, call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        InvStdDevSimd.Run(call.Workers, NormalizedShape.Count, call.Input(0), Eps, call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        InvStdDevGpu.Run(call.Gpu, NormalizedShape.Count, call.Input(0), Eps, call.Output));
}
