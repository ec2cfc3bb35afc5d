using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>Comparisons of tensors that, when they fail, say where and by how much.</summary>
internal static class NumericAssert
{
    /// <summary>The contract of docs/fidelity.md: relative L2 error of one node against the truth.</summary>
    public const double RelativeL2 = 5e-6;

    /// <summary>
    /// <c>sqrt(sum (actual - expected)^2 / sum expected^2)</c>; infinite where NaN or infinity differ.
    /// </summary>
    public static double RelativeError(ReadOnlySpan<float> actual, ReadOnlySpan<double> expected)
    {
        Assert.That(actual.Length, Is.EqualTo(expected.Length), "number of elements");
        double difference = 0.0;
        double size = 0.0;
        for (int i = 0; i < actual.Length; i++)
        {
            if (!double.IsFinite(expected[i]) || !float.IsFinite(actual[i]))
            {
                if ((float)expected[i] != actual[i] && !(double.IsNaN(expected[i]) && float.IsNaN(actual[i])))
                {
                    return double.PositiveInfinity;
                }

                continue;
            }

            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            size += expected[i] * expected[i];
        }

        return difference == 0.0 ? 0.0 : Math.Sqrt(difference / size);
    }

    /// <summary>Fails unless two tensors agree within a relative L2 error.</summary>
    public static void Close(Tensor actual, Tensor expected, string what, double tolerance = RelativeL2)
    {
        Assert.That(actual.Shape, Is.EqualTo(expected.Shape), $"{what}: shape");
        double[] truth = new double[expected.Values.Length];
        for (int i = 0; i < truth.Length; i++)
        {
            truth[i] = expected.Values[i];
        }

        double error = RelativeError(actual.Values, truth);
        if (error > tolerance)
        {
            Assert.Fail(
                $"{what}: relative L2 error {error:E2} is above {tolerance:E2}; {FirstDifference(actual, expected)}");
        }
    }

    /// <summary>Fails unless two tensors hold the same numbers (NaN equals NaN, -0 equals 0).</summary>
    public static void Equal(Tensor actual, Tensor expected, string what)
    {
        Assert.That(actual.Shape, Is.EqualTo(expected.Shape), $"{what}: shape");
        for (int i = 0; i < actual.Values.Length; i++)
        {
            if (actual.Values[i] != expected.Values[i]
                && !(float.IsNaN(actual.Values[i]) && float.IsNaN(expected.Values[i])))
            {
                Assert.Fail($"{what}: {FirstDifference(actual, expected)}");
            }
        }
    }

    private static string FirstDifference(Tensor actual, Tensor expected)
    {
        ReadOnlySpan<float> a = actual.Values;
        ReadOnlySpan<float> e = expected.Values;
        for (int i = 0; i < a.Length; i++)
        {
            if (Math.Abs(a[i] - e[i]) > 1e-5 * Math.Max(1f, Math.Abs(e[i])) || float.IsNaN(a[i]) != float.IsNaN(e[i]))
            {
                return $"first at index {i} of {actual.Shape}: expected {e[i]:R}, got {a[i]:R}";
            }
        }

        return $"no single number of {actual.Shape} is far off";
    }
}
