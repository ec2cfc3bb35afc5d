using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The k largest elements along an axis, the largest first, or their places. NaN is larger than any number; of equal
/// elements the first one comes first.
/// <code>output[n,i] = the element of input[n,...] that i others come before   for dim=1</code>
/// Shapes: any input; the axis has size k in the output. Places are whole numbers held as float32. The formula of k
/// uses the shapes of further inputs.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.topk.html</remarks>
public sealed class TopK(ShapeFormula k, int dim = -1, bool largest = true, bool indices = false) : Operator
{
    /// <summary>Chooses a number of elements that is known.</summary>
    public TopK(int k, int dim = -1, bool largest = true, bool indices = false)
        : this(new[] { k }, dim, largest, indices)
    {
    }

    /// <summary>How many elements are chosen.</summary>
    public ShapeFormula K => k;

    /// <summary>The axis, counted from the back where negative.</summary>
    public int Dim => dim;

    /// <summary>The largest elements, or the smallest, the smallest first.</summary>
    public bool Largest => largest;

    /// <summary>Whether the output is the places of the elements along the axis.</summary>
    public bool Indices => indices;

    /// <inheritdoc/>
    public override string Attributes =>
        $"k={(k.Count == 1 ? k.Terms[0] : k)}, dim={dim}"
        + (largest ? "" : ", largest=False") + (indices ? ", indices=True" : "");

    /// <inheritdoc/>
    public override int ValueInputs(int inputs) => Math.Min(inputs, 1);

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectRank(inputs);
        int axis = Axis.Resolve(dim, input.Rank);
        return Count(inputs) is int count && count >= 0 && count <= input[axis]
            ? input.With(axis, count)
            : throw new ShapeException(
                $"expected k from 0 to {input[axis]} along axis {axis} of {input}, got {Count(inputs)}");
    }

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    /// <summary>
    /// The k-th largest element moves by no more than the largest error of its row; a place jumps where two elements
    /// are nearly equal.
    /// </summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors)
    {
        if (indices)
        {
            return null;
        }

        Tensor largestErrors = EagerRun.Run(new Amax([dim], keepDim: true), [errors[0]]);
        return EagerRun.Run(new Expand(InferShape([.. inputs.Select(input => input.Shape)])), [largestErrors]);
    }

    internal override void RunReference(HostCall call) =>
        TopKReference.Run(Geometry(call), call.Input(0), call.Output);

    internal override CpuForm CpuFormFor(CpuRequest request) => CpuForm.Plain(request, call =>
        TopKSimd.Run(call.Workers, Geometry(call), call.Input(0), call.Output));

    internal override GpuForms GpuFormsFor(GpuRequest request) => GpuForms.One(call =>
        TopKGpu.Run(call.Gpu, Geometry(call), call.Input(0), call.Output));

    private int Count(ReadOnlySpan<Shape> inputs) => k.Evaluate(inputs) is [int count]
        ? count
        : throw new ShapeException($"expected one number k, got {k}");

    private TopKGeometry Geometry(ICall call) => new()
    {
        Axis = Axis.Geometry(dim, call.InputShape(0)),
        K = Count(call.InputShapes()),
        IsLargest = largest ? 1 : 0,
        GivesIndices = indices ? 1 : 0,
    };
}
