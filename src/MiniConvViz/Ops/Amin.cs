using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The smallest number along some axes, or of everything; a NaN is smaller than any number.
/// <code>output[n,c] = min over y, x of input[n,c,y,x]</code>
/// Shapes: any input; the axes <c>dim</c> have size 1 in the output (<c>keepdim=True</c>) or are gone.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.amin.html</remarks>
public sealed class Amin : Reduction<AminReduction>
{
    /// <summary>A minimum along the axes <paramref name="dim"/>; along all where it is empty.</summary>
    public Amin(IEnumerable<int> dim, bool keepDim = false)
        : base(dim, keepDim)
    {
    }

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape output = base.InferShape(inputs);
        return output.Count == 0 || inputs[0].Count > 0
            ? output
            : throw new ShapeException($"expected numbers to choose from, got an input {inputs[0]}");
    }

    internal override Accuracy Accuracy => Accuracy.Exact;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.None(output);

    /// <summary>The smallest element moves by no more than the largest error.</summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(new Amax(Dim, KeepDim), errors);
}
