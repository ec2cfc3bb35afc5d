using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The sum along some axes, or of all elements.
/// <code>output[n,c] = sum over y, x of input[n,c,y,x]</code>
/// Shapes: any input; the axes <c>dim</c> have size 1 in the output (<c>keepdim=True</c>) or are gone.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.sum.html</remarks>
public sealed class Sum : Reduction<SumReduction>
{
    /// <summary>A sum along the axes <paramref name="dim"/>; along all where it is empty.</summary>
    public Sum(IEnumerable<int> dim, bool keepDim = false)
        : base(dim, keepDim)
    {
    }

    internal override Accuracy Accuracy => Accuracy.Summed;

    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.Sum(this, inputs, terms: Geometry(inputs[0].Shape).Reduced.Count + 1.0);

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        Amplification.Run(this, errors);
}
