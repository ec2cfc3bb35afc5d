using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// Adds elements before and after a tensor along its axes; a negative number cuts off elements.
/// <code>output[..., x, ...] = input[..., x - before, ...]</code>
/// Beyond the edges is a constant, or the tensor is repeated as <see cref="PadMode"/> says. The formulas use
/// the shapes of further inputs.
/// </summary>
/// <remarks>
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.pad.html, but for every axis and with the
/// outermost first, as in https://onnx.ai/onnx/operators/onnx__Pad.html
/// </remarks>
public sealed class Pad(
    ShapeFormula before, ShapeFormula after, PadMode mode = PadMode.Constant, float value = 0f) : Operator
{
    /// <summary>The limit within which the difference of any two positions in the kernels is an int.</summary>
    private const int LongestAxis = 1 << 29;

    /// <inheritdoc/>
    public override string Attributes =>
        $"before={before}, after={after}, mode='{mode.ToString().ToLowerInvariant()}'"
        + (mode == PadMode.Constant ? $", value={value:R}" : "");

    /// <inheritdoc/>
    public override int ValueInputs(int inputs) => Math.Min(inputs, 1);

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        PadGeometry geometry = Geometry(inputs);
        int[] extents = new int[geometry.Rank];
        geometry.OutExtents.CopyTo(extents);
        Shape output = Shape.Create(extents);
        return mode == PadMode.Constant || inputs[0].Count > 0 || output.Count == 0
            ? output
            : throw new ShapeException($"has nothing to repeat in an input of shape {inputs[0]}");
    }

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    /// <summary>Beyond the edges, a constant value has no error.</summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(new Pad(before, after, mode), errors);

    internal override void RunReference(HostCall call) =>
        PadReference.Run(Geometry(call.InputShapes()), call.Input(0), value, call.Output);

    /// <summary>The sizes are computed once, when a session is planned.</summary>
    internal override CpuForm CpuFormFor(CpuRequest request)
    {
        PadGeometry geometry = Geometry([.. request.Inputs]);
        return CpuForm.Plain(request, call =>
            PadSimd.Run(call.Workers, geometry, call.Input(0), value, call.Output));
    }

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        PadGpu.Run(call.Gpu, Geometry(call.InputShapes()), call.Input(0), value, call.Output));

    private PadGeometry Geometry(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectRank(inputs);
        int[] first = before.Evaluate(inputs);
        int[] last = after.Evaluate(inputs);
        if (first.Length != input.Rank || last.Length != input.Rank)
        {
            throw new ShapeException(
                $"expected an input of {Counted.Of(first.Length, "axis", "axes")} for {Attributes}, got {input}");
        }

        if (first.Concat(last).Any(count => count is < -LongestAxis or > LongestAxis)
            || input.Extents.ToArray().Any(extent => extent > LongestAxis))
        {
            throw new ShapeException(
                $"pads at most {LongestAxis} places of an axis that is no longer, got {input} and {Attributes}");
        }

        int[] extents = [.. first.Select((_, axis) => PadGeometry.OutputSize(input[axis], first[axis], last[axis]))];
        return new PadGeometry
        {
            Rank = input.Rank,
            InExtents = new AxisInts(input.Extents),
            OutExtents = new AxisInts(extents),
            Before = new AxisInts(first),
            Mode = mode,
        };
    }
}
