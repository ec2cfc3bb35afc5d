using MiniConvViz.Kernels;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>The common part of a softmax and its logarithm: the axis whose scores form one distribution.</summary>
public abstract class SoftmaxOperator : Operator
{
    private protected SoftmaxOperator(int dim, bool toLastDim) => (Dim, ToLastDim) = (dim, toLastDim);

    /// <summary>The axis, counted from the back where negative.</summary>
    public int Dim { get; }

    /// <summary>
    /// Whether all axes from <see cref="Dim"/> to the last form one distribution, as in ONNX before opset 13.
    /// </summary>
    public bool ToLastDim { get; }

    /// <inheritdoc/>
    public override string Attributes => $"dim={Dim}" + (ToLastDim ? ", end_dim=-1" : "");

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = ExpectOne(inputs);
        Axis.Resolve(Dim, input.Rank);
        return input;
    }

    /// <summary>All sizes for one input.</summary>
    private protected AxisGeometry Geometry(Shape input)
    {
        int axis = Axis.Resolve(Dim, input.Rank);
        return new AxisGeometry
        {
            Outer = input.CountOf(..axis),
            Length = ToLastDim ? input.CountOf(axis..) : input[axis],
            Inner = ToLastDim ? 1 : input.CountOf((axis + 1)..),
        };
    }

    /// <summary>
    /// Computes a magnitude from the output of every score x and its distance from the largest of its distribution:
    /// <c>of(y, max - x)</c>.
    /// </summary>
    private protected RoundingError Rounding(Tensor input, Tensor output, Func<double, double, double> of)
    {
        AxisGeometry geometry = Geometry(input.Shape);
        Tensor magnitude = new(input.Shape);
        for (int position = 0; position < geometry.Positions; position++)
        {
            int first = geometry.First(position);
            (double maximum, _) = SoftmaxReference.SumOfExponentials(geometry, input.Values[first..]);
            for (int c = 0; c < geometry.Length; c++)
            {
                int index = first + (c * geometry.Inner);

                // Finite even where the distance is infinite: there the probability is zero without rounding.
                double below = Math.Min(maximum - input.Values[index], float.MaxValue);
                magnitude.Values[index] = (float)Math.Min(of(output.Values[index], below), float.MaxValue);
            }
        }

        return new RoundingError(magnitude, Terms: (2 * geometry.Length) + 8);
    }

    /// <summary>A share of each element's own error, and a share of the largest.</summary>
    private protected static Tensor PlusLargest(Tensor error, float own, float largest)
    {
        float shared = largest * error.Data.Max();
        Tensor bound = new(error.Shape);
        for (int i = 0; i < bound.Values.Length; i++)
        {
            bound.Values[i] = (own * error.Values[i]) + shared;
        }

        return bound;
    }
}
