using MiniConvViz.Execution;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>
/// One test body for every operator on every device of this machine: PyTorch's own numbers, and the reference loops
/// over larger shapes.
/// </summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.FixturesAndPtx))]
internal sealed class OperatorConformanceTests(string deviceName)
{
    private readonly Device _device = TestDevices.Open(deviceName);

    private static IEnumerable<TestCaseData> Goldens => GoldenCases.All.Select(ToTestCase);

    private static IEnumerable<TestCaseData> Awkward => AwkwardCases.All.Select(ToTestCase);

    [TestCaseSource(nameof(Goldens))]
    public void Golden(object golden)
    {
        OperatorCase item = (OperatorCase)golden;
        Check(item, OperatorRuns.Output(_device, item, GoldenCases.All), item.Expected!);
    }

    [TestCaseSource(nameof(Awkward))]
    public void Awkward_MatchesReference(object awkward)
    {
        OperatorCase item = (OperatorCase)awkward;
        Tensor expected = OperatorRuns.Output(Device.Reference, item, AwkwardCases.All);
        Tensor output = OperatorRuns.Output(_device, item, AwkwardCases.All);
        Check(item, output, [.. expected.Data.Select(value => (double)value)]);
    }

    private static TestCaseData ToTestCase(OperatorCase item) =>
        new TestCaseData(item).SetArgDisplayNames(item.ToString());

    private void Check(OperatorCase item, Tensor output, double[] expected)
    {
        string what = item.Describe(deviceName);
        Assert.That(output.Shape, Is.EqualTo(item.Operator.InferShape([.. item.Inputs.Select(i => i.Shape)])), what);
        Assert.That(output.Values.Length, Is.EqualTo(expected.Length), what);
        Accuracy accuracy = item.Operator.Accuracy;
        if (accuracy == Accuracy.Exact)
        {
            CheckEach(output, expected, maxRelativeError: 0.0, what);
        }
        else if (accuracy == Accuracy.Cancelling)
        {
            RoundingError rounding = item.Operator.RoundingOf(item.Inputs, output);
            CheckEach(output, expected, deviceName is "reference" or "cpu" ? 1e-6 : 1e-5, what, rounding);
        }
        else if (deviceName == "reference" || accuracy == Accuracy.Pointwise)
        {
            CheckEach(output, expected, deviceName is "reference" or "cpu" ? 1e-6 : 1e-5, what);
        }
        else
        {
            CheckTogether(output, expected, what);
        }
    }

    /// <summary>
    /// Every number is right by itself; numbers below 1e-35 may vanish, which GPUs let subnormals do. What the operator
    /// says that rounding may do, where it is asked, is allowed too.
    /// </summary>
    private static void CheckEach(
        Tensor output, double[] expected, double maxRelativeError, string what, RoundingError? rounding = null)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            float got = output.Values[i];
            double allowed = maxRelativeError == 0.0 ? 0.0 : Math.Max(maxRelativeError * Math.Abs(expected[i]), 1e-35);
            allowed = rounding is null
                ? allowed
                : Math.Max(allowed, 2 * rounding.Terms * RoundingError.UnitRoundoff * rounding.Magnitude.Values[i]);
            bool same = got == (float)expected[i] || (float.IsNaN(got) && double.IsNaN(expected[i]));
            if (!same && !(Math.Abs(got - expected[i]) <= allowed && double.IsFinite(expected[i])))
            {
                Assert.Fail(
                    $"{what}: first differs at index {i} of {output.Shape}: expected {expected[i]:R}, got {got:R}");
            }
        }
    }

    /// <summary>The whole tensor is within the contract of docs/fidelity.md.</summary>
    private static void CheckTogether(Tensor output, double[] expected, string what)
    {
        double error = NumericAssert.RelativeError(output.Values, expected);
        if (error > NumericAssert.RelativeL2)
        {
            CheckEach(output, expected, 1e-5, $"{what}: relative L2 error {error:E2}");
            Assert.Fail($"{what}: relative L2 error {error:E2}, though no number is off by more than 1e-5 of itself");
        }
    }
}
