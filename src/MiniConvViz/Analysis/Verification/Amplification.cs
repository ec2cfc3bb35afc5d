using MiniConvViz.Execution;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// What an operator makes of errors in its inputs: a bound on <c>|f(x + d) - f(x)|</c> for every <c>|d| &lt;= e</c>,
/// number by number. A convolution turns e into <c>sum |w| e</c>, a ReLU hands it on, a sigmoid takes a quarter.
/// </summary>
/// <remarks>
/// Operators that are one function applied to every number are in <see cref="FunctionAmplification"/>, those that
/// divide by what neighbours amount to in <see cref="NormAmplification"/>.
/// </remarks>
internal static class Amplification
{
    /// <summary>
    /// The bound on the output, or null where there is none: the operator jumps (the place of the largest number) or
    /// has a pole within reach (a division by what may be zero).
    /// </summary>
    public static Tensor? Amplify(
        this Operator @operator, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors)
    {
        IEnumerable<Tensor> read = errors.Take(@operator.ValueInputs(inputs.Count));
        if (!read.All(IsFinite))
        {
            return null;
        }

        if (read.All(IsZero))
        {
            return new Tensor(@operator.InferShape([.. inputs.Select(input => input.Shape)]));
        }

        Tensor? bound = Bound(@operator, inputs, errors)
            ?? FunctionAmplification.Bound(@operator, inputs, errors)
            ?? NormAmplification.Bound(@operator, inputs[0], errors[0]);
        return bound is not null && IsFinite(bound) ? bound : null;
    }

    /// <summary>Sums with weights, maxima and moves: the operator itself tells, or one much like it.</summary>
    private static Tensor? Bound(
        Operator @operator, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) => @operator switch
        {
            Conv2d c => Run(c.WithWeights(RoundingError.Absolute(c.Weight), bias: null), errors),
            ConvTranspose2d c => Run(c.WithWeights(RoundingError.Absolute(c.Weight), bias: null), errors),
            Conv3d c => Run(c.WithWeights(RoundingError.Absolute(c.Weight), bias: null), errors),
            ConvTranspose3d c => Run(c.WithWeights(RoundingError.Absolute(c.Weight), bias: null), errors),
            Linear linear => Run(new Linear(RoundingError.Absolute(linear.Weight), bias: null), errors),
            BatchNorm2d norm => Run(Absolute(norm), errors),
            Upsample upsample => Run(upsample.WithAbsoluteWeights(), errors),
            Pad pad => Run(pad.WithZeros(), errors),
            Sub => Run(new Add(), errors),
            Minimum or Maximum => Run(new Maximum(), errors),
            MatMul => MatrixProduct(inputs, errors),
            Gather => IsZero(errors[1]) ? Run(@operator, [errors[0], inputs[1]]) : null,
            Softmax => PlusLargest(errors[0], own: 0f, largest: 0.5f),
            LogSoftmax => PlusLargest(errors[0], own: 1f, largest: 1f),

            // A p-norm obeys the triangle inequality: ||x + d|| - ||x|| is at most ||d||.
            Add or Concat or MaxPool2d or AdaptiveMaxPool2d or AvgPool2d or AdaptiveAvgPool2d or LPPool2d or Pool3d
                or Sum or Mean or Amax or IdentityOperator or StridedOperator => Run(@operator, errors),
            _ => null,
        };

    private static Tensor Run(Operator @operator, IReadOnlyList<Tensor> errors) =>
        OperatorRun.Run(Device.Cpu(), @operator, errors);

    private static bool IsFinite(Tensor error) => error.Data.All(float.IsFinite);

    private static bool IsZero(Tensor error) => !error.Values.ContainsAnyExcept(0f);

    /// <summary>The same scale without its sign, and no shift.</summary>
    private static BatchNorm2d Absolute(BatchNorm2d norm) => new(
        norm.Weight is null ? null : RoundingError.Absolute(norm.Weight),
        bias: null,
        new Tensor(norm.RunningMean.Shape),
        norm.RunningVar,
        norm.Eps);

    /// <summary><c>|A| eB + eA (|B| + eB)</c></summary>
    private static Tensor MatrixProduct(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors)
    {
        Tensor left = RoundingError.Absolute(inputs[0]);
        Tensor right = Plus(RoundingError.Absolute(inputs[1]), errors[1]);
        return Plus(Run(new MatMul(), [left, errors[1]]), Run(new MatMul(), [errors[0], right]));
    }

    private static Tensor Plus(Tensor left, Tensor right)
    {
        for (int i = 0; i < left.Values.Length; i++)
        {
            left.Values[i] += right.Values[i];
        }

        return left;
    }

    /// <summary>
    /// A softmax has <c>sum over j of |dy[i]/dx[j]| = 2 y[i] (1 - y[i])</c>, which is at most 1/2; its logarithm is x
    /// less a mean of all x with positive weights that sum to one.
    /// </summary>
    private static Tensor PlusLargest(Tensor error, float own, float largest)
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
