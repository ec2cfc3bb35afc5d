using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The product along some axes, or of everything.
/// <code>output[n,c] = product over y, x of input[n,c,y,x]</code>
/// Shapes: any input; the axes <c>dim</c> have size 1 in the output (<c>keepdim=True</c>) or are gone.
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.prod.html</remarks>
public sealed class Prod : Reduction<ProdReduction>
{
    /// <summary>A product along the axes <paramref name="dim"/>; along all where it is empty.</summary>
    public Prod(IEnumerable<int> dim, bool keepDim = false)
        : base(dim, keepDim)
    {
    }

    internal override Accuracy Accuracy => Accuracy.Pointwise;

    /// <summary>One rounding for each factor, as long as no product on the way leaves the range of float32.</summary>
    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output) =>
        RoundingError.Relative(output, terms: Geometry(inputs[0].Shape).Reduced.Count + 1.0);

    /// <summary><c>product of (|x| + e) - product of |x|</c>, in double.</summary>
    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors)
    {
        ReduceGeometry geometry = Geometry(inputs[0].Shape);
        Tensor bound = new(InferShape([inputs[0].Shape]));
        for (int i = 0; i < bound.Values.Length; i++)
        {
            double product = 1;
            double farthest = 1;
            for (int r = 0; r < geometry.Reduced.Count; r++)
            {
                int at = geometry.Kept.Offset(i) + geometry.Reduced.Offset(r);
                double size = Math.Abs((double)inputs[0].Values[at]);
                product *= size;
                farthest *= size + errors[0].Values[at];
            }

            bound.Values[i] = (float)(farthest - product);
        }

        return bound;
    }
}
