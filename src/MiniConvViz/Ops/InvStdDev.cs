using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// What a <see cref="LayerNorm"/> multiplies with: the inverse standard deviation over the last axes. ONNX's
/// LayerNormalization hands it out as a third output, and as the second what <see cref="Mean"/> computes.
/// <code>output = 1 / sqrt(variance + eps)</code>
/// Shapes: <c>input [*,normalized]</c>; the normalised axes have size 1 in the output.
/// </summary>
/// <remarks>Source: https://onnx.ai/onnx/operators/onnx__LayerNormalization.html</remarks>
public sealed class InvStdDev : Operator
{
    /// <summary>Over the last <paramref name="axes"/> axes.</summary>
    /// <exception cref="ShapeException"><paramref name="axes"/> is less than 1.</exception>
    public InvStdDev(int axes, float eps = 1e-5f) => (Axes, Eps) =
        (axes >= 1 ? axes : throw new ShapeException($"normalises at least one axis, got {axes}"), eps);

    /// <summary>How many axes, counted from the last.</summary>
    public int Axes { get; }

    public float Eps { get; }

    /// <inheritdoc/>
    public override string Attributes => $"axes={Axes}, eps={Eps:R}";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        if (input.Rank < Axes)
        {
            throw new ShapeException($"expected an input of at least {Axes} axes, got {input}");
        }

        int[] extents = input.Extents.ToArray();
        extents.AsSpan()[^Axes..].Fill(1);
        return Shape.Create(extents);
    }

    /// <summary>
    /// With A the mean of |x|, the mean is off by gamma * A, and with it every difference whose squares make the
    /// variance: <c>output * (1 + A * output)</c>.
    /// </summary>
    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        int length = Length(inputs[0].Shape);
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

    internal override void RunReference(HostCall call) =>
        InvStdDevReference.Run(Length(call.InputShape(0)), call.Input(0), Eps, call.Output);

    internal override void RunCpu(HostCall call) =>
        InvStdDevSimd.Run(call.Workers, Length(call.InputShape(0)), call.Input(0), Eps, call.Output);

    internal override void RunGpu(GpuCall call) =>
        InvStdDevGpu.Run(call.Gpu, Length(call.InputShape(0)), call.Input(0), Eps, call.Output);

    private int Length(Shape input) => input.CountOf(^Axes..);
}
