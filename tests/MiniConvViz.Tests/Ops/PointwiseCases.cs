using MiniConvViz.Ops;

namespace MiniConvViz.Tests;

/// <summary>The functions of one value over the feature maps of <see cref="AwkwardCases"/>.</summary>
internal static class PointwiseCases
{
    public static IEnumerable<OperatorCase> Create() =>
        from shape in AwkwardCases.Maps
        from @operator in new Operator[]
        {
            new ELU(1.5f), new SELU(), new CELU(0.5f), new Softplus(2f, 3f), new LogSigmoid(), new Softsign(),
            new Mish(), new GELU(), new GELU("tanh"), new Hardtanh(), new Hardsigmoid(0.2f, 0.5f), new Abs(),
            new Neg(), new Sqrt(), new Exp(), new Reciprocal(), new Erf(), new Clamp(-0.5f, 0.25f), new Clamp(max: 0f),
            new ToInt(), new ToBool(), new Log(), new Floor(), new Ceil(), new Round(), new Sign(), new Sin(),
            new Cos(),
            new LogicalNot(), new Shrink(0.3f, 0.1f), new Threshold(0.2f),
        }
        select AwkwardCases.Case(@operator, shape);
}
