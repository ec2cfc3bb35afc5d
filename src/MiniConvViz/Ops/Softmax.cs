using MiniConvViz.Execution;
using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Turns scores into probabilities that sum to one along the class axis (<c>dim=1</c>).
/// <code>output[n,c] = exp(input[n,c] - max) / sum over k of exp(input[n,k] - max)</code>
/// Shapes: <c>input [N,C]</c> or <c>[N,C,H,W]</c>, output the same.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.Softmax.html</remarks>
public sealed class Softmax : Operator
{
    /// <inheritdoc/>
    public override string Attributes => "dim=1";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        return input.Rank >= 2 ? input : throw new ShapeException($"expected an input [N,C,...], got {input}");
    }

    /// <summary>
    /// <c>|y| * (1 + |x - max|)</c>: the rounding of the difference <c>x - max</c> grows by its size in the exponential.
    /// </summary>
    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        float largest = inputs[0].Data.Max();
        Tensor magnitude = new(output.Shape);
        for (int i = 0; i < magnitude.Values.Length; i++)
        {
            // Finite even where the distance is not: there the output is zero, and nothing has rounded.
            float distance = Math.Min(largest - inputs[0].Values[i], float.MaxValue);
            magnitude.Values[i] = output.Values[i] * (1f + distance);
        }

        return new RoundingError(magnitude, Terms: inputs[0].Shape.Channels + 4);
    }

    internal override void RunReference(HostCall call) =>
        SoftmaxReference.Run(Geometry(call.InputShape(0)), call.Input(0), call.Output);

    internal override void RunCpu(HostCall call) =>
        SoftmaxSimd.Run(call.Workers, Geometry(call.InputShape(0)), call.Input(0), call.Output);

    internal override void RunGpu(GpuCall call) =>
        SoftmaxGpu.Run(call.Gpu, Geometry(call.InputShape(0)), call.Input(0), call.Output);

    private static SoftmaxGeometry Geometry(Shape input) =>
        new() { Outer = input.Batch, Length = input.Channels, Inner = input.Height * input.Width };
}
