using MiniConvViz.Execution;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Analysis;

/// <summary>
/// What an operator makes of errors in its inputs: a bound on <c>|f(x + d) - f(x)|</c> for every <c>|d| &lt;= e</c>,
/// number by number. A convolution turns e into <c>sum |w| e</c>, a ReLU hands it on, a sigmoid takes a quarter.
/// </summary>
internal static class Amplification
{
    /// <summary>The bound on the output, or null for an operator of which this is not known.</summary>
    public static Tensor? Amplify(
        this Operator @operator, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) => @operator switch
        {
            Conv2d c => Run(c.WithWeights(RoundingError.Absolute(c.Weight), bias: null), errors),
            ConvTranspose2d c => Run(c.WithWeights(RoundingError.Absolute(c.Weight), bias: null), errors),
            Linear linear => Run(new Linear(RoundingError.Absolute(linear.Weight), bias: null), errors),
            BatchNorm2d norm => Run(Absolute(norm), errors),
            Mul => Product(@operator, inputs, errors),
            Softmax => HalfTheLargest(errors[0]),
            Add or Concat or MaxPool2d or AvgPool2d or AdaptiveAvgPool2d or Sum or Mean or Amax
                or IdentityOperator or StridedOperator => Run(@operator, errors),
            _ => Steepness(@operator) is double slope ? Scaled(errors[0], slope) : null,
        };

    /// <summary>The largest slope of a function of one number (its Lipschitz constant), or null.</summary>
    private static double? Steepness(Operator @operator) => @operator switch
    {
        ReLU or ReLU6 or Hardtanh or Clamp or Abs or Neg or Tanh or Softsign or LogSigmoid or Softplus => 1,
        CELU => 1,
        ELU elu => Math.Max(1, Math.Abs(elu.Alpha)),
        LeakyReLU leaky => Math.Max(1, Math.Abs(leaky.NegativeSlope)),
        Sigmoid => 1 / 4.0,
        Hardsigmoid => 1 / 6.0,
        Hardswish => 3 / 2.0,
        SiLU or Mish => 1.1,
        GELU or Erf => 1.13,
        SELU => 1.76,
        _ => null,
    };

    private static Tensor Run(Operator @operator, IReadOnlyList<Tensor> errors) =>
        OperatorRun.Run(Device.Cpu(), @operator, errors);

    /// <summary>The same scale without its sign, and no shift.</summary>
    private static BatchNorm2d Absolute(BatchNorm2d norm) => new(
        norm.Weight is null ? null : RoundingError.Absolute(norm.Weight),
        bias: null,
        new Tensor(norm.RunningMean.Shape),
        norm.RunningVar,
        norm.Eps);

    /// <summary><c>|a| eb + |b| ea + ea eb</c>, with the operator's own broadcasting.</summary>
    private static Tensor Product(Operator product, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors)
    {
        Tensor a = RoundingError.Absolute(inputs[0]);
        Tensor b = RoundingError.Absolute(inputs[1]);
        Tensor sum = Run(product, [a, errors[1]]);
        foreach (Tensor term in (Tensor[])[Run(product, [errors[0], b]), Run(product, errors)])
        {
            for (int i = 0; i < sum.Values.Length; i++)
            {
                sum.Values[i] += term.Values[i];
            }
        }

        return sum;
    }

    /// <summary><c>sum over j of |dy[i]/dx[j]| = 2 y[i] (1 - y[i])</c> is at most 1/2.</summary>
    private static Tensor HalfTheLargest(Tensor error)
    {
        Tensor bound = new(error.Shape);
        bound.Values.Fill(error.Data.Max() / 2);
        return bound;
    }

    private static Tensor Scaled(Tensor error, double slope)
    {
        Tensor bound = new(error.Shape);
        for (int i = 0; i < bound.Values.Length; i++)
        {
            bound.Values[i] = (float)(slope * error.Values[i]);
        }

        return bound;
    }
}
