using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Evenly spaced values, as many as follow from the shapes of other nodes: the <c>torch.arange(x.size(-1))</c> of grids
/// and positions. The operator reads only the shapes of its inputs.
/// <code>output[i] = start + i * step   for i from 0 to ceil((end - start) / step) - 1</code>
/// Shapes: output [L].
/// </summary>
/// <param name="bounds">The start, the end, which is left out, and the step.</param>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.arange.html</remarks>
public sealed class Arange(ShapeFormula bounds) : Operator
{
    /// <inheritdoc/>
    public override string Attributes => $"{bounds}";

    /// <inheritdoc/>
    public override int ValueInputs(int inputs) => 0;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        double[] values = bounds.Values(inputs);
        if (values.Length != 3)
        {
            throw new ShapeException($"expected a start, an end and a step, got {Attributes}");
        }

        double count = Math.Max(Math.Ceiling((values[1] - values[0]) / values[2]), 0);
        return count <= int.MaxValue
            ? [(int)count]
            : throw new ShapeException($"has no end, or too many values: {Attributes}");
    }

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    /// <summary>No error: it reads no elements.</summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        new(InferShape([.. inputs.Select(input => input.Shape)]));

    internal override void RunReference(HostCall call) => Values(call).CopyTo(call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        Values(call).CopyTo(call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        call.Gpu.Copy(call.Constant(Values), call.Output));

    private float[] Values(ICall call)
    {
        Shape[] shapes = [.. Enumerable.Range(0, call.InputCount).Select(call.InputShape)];
        double[] values = bounds.Values(shapes);
        float[] output = new float[InferShape(shapes).Count];
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = (float)(values[0] + (i * values[2]));
        }

        return output;
    }
}
