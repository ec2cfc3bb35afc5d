using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The mean along some axes, or of all elements: <c>x.mean([2, 3])</c> is a global average pooling.
/// <code>output[n,c] = (sum over y, x of input[n,c,y,x]) / (H * W)</code>
/// Shapes: any input; the axes <c>dim</c> have size 1 in the output (<c>keepdim=True</c>) or are gone.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.mean.html</remarks>
public sealed class Mean : Reduction<MeanReduction>
{
    /// <summary>A mean along the axes <paramref name="dim"/>; along all where it is empty.</summary>
    public Mean(IEnumerable<int> dim, bool keepDim = false)
        : base(dim, keepDim)
    {
    }

    internal override Accuracy Accuracy => Accuracy.Summed;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.Sum(this, inputs, terms: Geometry(inputs[0].Shape).Reduced.Count + 1.0);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(this, errors);
}
