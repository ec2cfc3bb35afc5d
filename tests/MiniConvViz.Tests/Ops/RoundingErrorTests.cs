using MiniConvViz.Execution;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Ops;

/// <summary>What rounding may do, operator by operator, is never less than what it does.</summary>
public sealed class RoundingErrorTests
{
    private static IEnumerable<TestCaseData> Cases =>
        AwkwardCases.All.Select(item => new TestCaseData(item).SetArgDisplayNames(item.ToString()));

    [TestCaseSource(nameof(Cases))]
    public void VectorCodeAndReference_DifferByLessThanTheBound(object awkward)
    {
        OperatorCase item = (OperatorCase)awkward;
        Tensor reference = OperatorRuns.Output(Device.Reference, item, AwkwardCases.All);
        Tensor output = OperatorRuns.Output(Device.Cpu(), item, AwkwardCases.All);
        RoundingError rounding = item.Operator.RoundingOf(item.Inputs, output);
        double gamma = rounding.Terms * RoundingError.UnitRoundoff;
        Assert.That(rounding.Magnitude.Shape, Is.EqualTo(output.Shape));
        for (int i = 0; i < output.Values.Length; i++)
        {
            double allowed = (2 * gamma * rounding.Magnitude.Values[i]) + float.Epsilon;
            Assert.That(
                Math.Abs((double)output.Values[i] - reference.Values[i]),
                Is.LessThanOrEqualTo(allowed),
                $"{item.Describe("cpu")} at {i}: {reference.Values[i]:R} and {output.Values[i]:R}");
        }
    }

    [Test]
    public void Sum_IsTheSumOfAbsoluteProducts()
    {
        Conv2d convolution = new(new Tensor([1, 2, 1, 1], [-3, 2]), new Tensor([1], [-1]), 1, 0, 1);
        Tensor input = new([1, 2, 1, 1], [5, -7]);

        RoundingError rounding = convolution.RoundingOf([input], new Tensor([1, 1, 1, 1]));

        Assert.That(rounding.Magnitude.Values[0], Is.EqualTo((3 * 5) + (2 * 7) + 1));
        Assert.That(rounding.Terms, Is.EqualTo(3));
    }
}
