using MiniConvViz.Execution;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Ops;

/// <summary>The bound on rounding of each operator is never less than the actual rounding.</summary>
public sealed class RoundingErrorTests
{
    private static IEnumerable<TestCaseData> Cases => AwkwardCases.All.Select(ToTestCase);

    // Beyond the range of float32, one computation may overflow before the other, which is no rounding error.
    private static IEnumerable<TestCaseData> FiniteGoldens =>
        from item in GoldenCases.All
        where item.Inputs.Append(item.Float32!).All(tensor => tensor.Data.All(float.IsFinite))
        select ToTestCase(item);

    [TestCaseSource(nameof(Cases))]
    public void VectorCodeAndReference_DifferByLessThanTheBound(object awkward)
    {
        OperatorCase item = (OperatorCase)awkward;
        Tensor reference = OperatorRuns.Output(Device.Reference, item, AwkwardCases.All);
        Check(item, reference, OperatorRuns.Output(Device.Cpu(), item, AwkwardCases.All), float.Epsilon);
    }

    [TestCaseSource(nameof(FiniteGoldens))]
    public void VectorCodeAndPyTorch_DifferByLessThanTheBound(object golden)
    {
        OperatorCase item = (OperatorCase)golden;
        Tensor output = OperatorRuns.Output(Device.Cpu(), item, GoldenCases.All);

        // Where an exponential overflows in one formula, another one gives a value below this.
        Check(item, item.Float32!, output, smallest: 1e-36);
    }

    /// <summary>A batch of no images has bounds without elements, whichever axis is empty.</summary>
    [TestCaseSource(nameof(Cases))]
    public void EmptyInputs_HaveBoundsWithoutElements(object awkward)
    {
        OperatorCase item = (OperatorCase)awkward;
        int rank = item.Inputs.Select(input => input.Shape.Rank).DefaultIfEmpty().Max();
        for (int axis = 0; axis < rank; axis++)
        {
            Tensor[] inputs = [.. item.Inputs.Select(input => WithoutElements(input, axis))];
            if (!TryInfer(item.Operator, inputs, out Shape shape))
            {
                continue;
            }

            Tensor output = EagerRun.Run(item.Operator, inputs);
            Assert.That(output.Shape, Is.EqualTo(shape));
            Assert.That(item.Operator.BoundRounding(inputs, output).Magnitude.Shape, Is.EqualTo(shape));
            Assert.That(
                item.Operator.Amplify(inputs, [.. inputs.Select(input => new Tensor(input.Shape))])?.Shape ?? shape,
                Is.EqualTo(shape));
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

    private static Tensor WithoutElements(Tensor input, int axis) =>
        axis < input.Shape.Rank ? new Tensor(input.Shape.With(axis, 0)) : input;

    private static bool TryInfer(Operator @operator, Tensor[] inputs, out Shape shape)
    {
        try
        {
            shape = @operator.InferShape([.. inputs.Select(input => input.Shape)]);
            return true;
        }
        catch (ShapeException)
        {
            shape = default;
            return false;
        }
    }

    private static TestCaseData ToTestCase(OperatorCase item) =>
        new TestCaseData(item).SetArgDisplayNames(item.ToString());

    private static void Check(OperatorCase item, Tensor expected, Tensor output, double smallest)
    {
        RoundingError rounding = item.Operator.RoundingOf(item.Inputs, output);
        double gamma = rounding.Terms * RoundingError.UnitRoundoff;
        Assert.That(rounding.Magnitude.Shape, Is.EqualTo(output.Shape));
        for (int i = 0; i < output.Values.Length; i++)
        {
            double allowed = (2 * gamma * rounding.Magnitude.Values[i]) + smallest;
            double difference = Math.Abs((double)output.Values[i] - expected.Values[i]);
            if (!(difference <= allowed) && !(float.IsNaN(output.Values[i]) && float.IsNaN(expected.Values[i])))
            {
                Assert.Fail(
                    $"{item.Describe("cpu")} at {i}: {expected.Values[i]:R} and {output.Values[i]:R} differ by "
                    + $"{difference:R}, allowed are {allowed:R}");
            }
        }
    }
}
