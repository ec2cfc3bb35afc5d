using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// An operator that copies elements of its first input in another order, some of them or several times, by a
/// <see cref="StridedView"/>. Of further inputs only the shapes are used, in a <see cref="ShapeFormula"/>.
/// </summary>
public abstract class StridedOperator : Operator
{
    /// <inheritdoc/>
    public override int ValueInputs(int inputs) => Math.Min(inputs, 1);

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        StridedView view = View(inputs);
        int[] extents = new int[view.Rank];
        view.Extents.CopyTo(extents);
        return Shape.Create(extents);
    }

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(this, errors);

    internal override void RunReference(HostCall call) =>
        StridedCopyReference.Run(View(call.InputShapes()), call.Input(0), call.Output);

    /// <summary>The view is computed once, when a session is planned.</summary>
    internal override CpuForm CpuFormFor(CpuRequest request)
    {
        StridedView view = View([.. request.Inputs]);
        return CpuForm.Plain(request, call =>
            StridedCopySimd.Run(call.Workers, view, call.Input(0), call.Output));
    }

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        StridedCopyGpu.Run(call.Gpu, View(call.InputShapes()), call.Input(0), call.Output));

    /// <summary>The view of the first input that the output copies.</summary>
    /// <exception cref="ShapeException">The operator cannot take these shapes.</exception>
    private protected abstract StridedView View(ReadOnlySpan<Shape> inputs);

    /// <summary>A view of the whole first input.</summary>
    private protected static StridedView Whole(ReadOnlySpan<Shape> inputs) =>
        StridedView.Whole(ExpectRank(inputs).Extents);
}
