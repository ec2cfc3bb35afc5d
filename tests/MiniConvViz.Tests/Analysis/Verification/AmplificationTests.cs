using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Analysis;

/// <summary>The effect of errors in an operator's inputs never exceeds its bound.</summary>
public sealed class AmplificationTests
{
    private const float Share = 1e-3f;

    /// <summary>Indices of the largest element, which have no small changes.</summary>
    private static readonly Type[] Jumping = [typeof(ArgMax), typeof(MaxPool2dIndices)];

    /// <summary>Nodes without inputs at the start of networks.</summary>
    private static readonly Type[] Reading = [typeof(Input), typeof(Constant), typeof(ShapeValues), typeof(Arange)];

    private static readonly OperatorCase[] All = [.. AwkwardCases.All, .. More()];

    private static IEnumerable<TestCaseData> Cases =>
        All.Select(item => new TestCaseData(item).SetArgDisplayNames(item.ToString()));

    private static IEnumerable<Type> Operators => typeof(Operator).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Operator)) && type.IsPublic && !type.IsAbstract);

    [TestCaseSource(nameof(Cases))]
    [Category("Exhaustive")]
    public void Output_MovesNoFartherThanTheBound(object awkward)
    {
        OperatorCase item = (OperatorCase)awkward;
        Tensor output = OperatorRuns.Output(Device.Reference, item, All);
        Check(item, output, [.. item.Inputs.Select(Relative)]);
        Check(item, output, [.. item.Inputs.Select(Absolute)]);
    }

    [TestCaseSource(nameof(Operators))]
    public void EveryOperator_HasABoundOrJumps(Type type)
    {
        OperatorCase[] cases = [.. All.Where(item => item.Operator.GetType() == type)];
        bool isKnown = cases.Any(item => Bound(item, [.. item.Inputs.Select(Relative)]) is not null);

        Assert.That(isKnown, Is.EqualTo(!Jumping.Contains(type) && !Reading.Contains(type)));
    }

    [Test]
    public void NoErrors_StayNone_WhateverTheOperator()
    {
        Tensor input = SmallNetworks.Random([1, 3, 4, 5]);

        Tensor? bound = new ArgMax(1).Amplify([input], [new Tensor(input.Shape)]);

        Assert.That(bound!.Shape, Is.EqualTo(new Tensor([1, 4, 5]).Shape));
        Assert.That(bound.Data, Is.All.Zero);
    }

    [Test]
    public void ErrorsOfInputsThatLendTheirShape_DoNotCount()
    {
        Tensor input = new([6, 35]);
        ErrorBound own = ErrorBound.Of(RoundingError.None(input));

        ErrorBound propagated = ErrorBound.Propagated(
            new Expand([6, 35]), [input, input], [ErrorBound.Zero, ErrorBound.Unknown], own);

        Assert.That(propagated.IsKnown);
    }

    // Across a pole, or where the root of a negative value is possible, there is no bound.
    [TestCase(typeof(Sqrt))]
    [TestCase(typeof(Reciprocal))]
    public void APoleWithinReach_HasNoBound(Type type)
    {
        Operator @operator = (Operator)Activator.CreateInstance(type)!;
        Tensor input = new([3], [1f, 0.0001f, 2f]);

        Assert.That(@operator.Amplify([input], [Tensor.Full([3], 0.001f)]), Is.Null);
    }

    [TestCase(0.5f, 0.01f, 2f, 0.0101f)]
    [TestCase(0f, 0.5f, 2f, 0.25f)]
    [TestCase(-0.5f, 1f, 2f, 2f)]
    [TestCase(-2f, 1f, -1f, 0.5f)]
    [TestCase(-2f, 1f, 3f, 19f)]
    public void APower_MovesAsFarAsOnPaper(float x, float error, float exponent, float expected)
    {
        Tensor? bound = new Pow().Amplify(
            [Tensor.Full([], x), Tensor.Full([], exponent)], [Tensor.Full([], error), new Tensor([])]);

        Assert.That(bound!.Values[0], Is.EqualTo(expected).Within(1e-6));
    }

    /// <summary>Operators and values that the awkward cases do not have.</summary>
    private static IEnumerable<OperatorCase> More()
    {
        Shape shape = [2, 3, 5, 7];
        Tensor positive = RoundingError.Absolute(SmallNetworks.Random(shape));
        yield return AwkwardCases.Case(new Identity(), shape);
        yield return AwkwardCases.Case(new StochasticDepth(0.2f), shape);
        yield return AwkwardCases.Case(
            new BatchNorm1d(null, Tensor.Full([3], 2f), new Tensor([3]), Tensor.Full([3], 0.5f)), [4, 3, 9]);
        yield return new OperatorCase("positive", new Sqrt(), [positive]);
        yield return new OperatorCase("whole powers", new Pow(), [SmallNetworks.Random(shape), Tensor.Full([], -2f)]);
        yield return AwkwardCases.Case(new PReLU(), shape, [3, 1, 1]);
    }

    private static void Check(OperatorCase item, Tensor output, Tensor[] errors)
    {
        if (Bound(item, errors) is not Tensor bound)
        {
            return;
        }

        Random random = new(5);
        Tensor[] inputs = [.. item.Inputs.Select((input, i) => Moved(input, errors[i], random))];
        Tensor moved = OperatorRun.Run(Device.Reference, item.Operator, inputs);
        RoundingError rounding = item.Operator.RoundingOf(inputs, moved);
        double gamma = rounding.Terms * RoundingError.UnitRoundoff;
        Assert.That(bound.Shape, Is.EqualTo(output.Shape));
        for (int i = 0; i < output.Values.Length; i++)
        {
            double allowed = (bound.Values[i] * 1.0001) + (2 * gamma * rounding.Magnitude.Values[i]) + 1e-36;
            double distance = Math.Abs((double)moved.Values[i] - output.Values[i]);
            if (!(distance <= allowed))
            {
                Assert.Fail(
                    $"{item.Describe("reference")} at {i}: {output.Values[i]:R} became {moved.Values[i]:R}, "
                    + $"{distance:R} away, allowed are {allowed:R}");
            }
        }
    }

    /// <summary>Indices are exact.</summary>
    private static Tensor? Bound(OperatorCase item, Tensor[] errors)
    {
        if (item.Operator is Gather)
        {
            errors[1].Values.Clear();
        }

        return item.Operator.Amplify(item.Inputs, errors);
    }

    private static Tensor Relative(Tensor input)
    {
        Tensor error = RoundingError.Absolute(input);
        foreach (ref float value in error.Values)
        {
            value *= Share;
        }

        return error;
    }

    private static Tensor Absolute(Tensor input) => Tensor.Full(input.Shape, Share);

    /// <summary>Changes some elements by nearly their whole error, some by a part of it.</summary>
    private static Tensor Moved(Tensor input, Tensor error, Random random)
    {
        Tensor moved = input.Clone();
        for (int i = 0; i < moved.Values.Length; i++)
        {
            moved.Values[i] += error.Values[i] * Math.Clamp((random.NextSingle() * 4f) - 2f, -0.999f, 0.999f);
        }

        return moved;
    }
}
