namespace MiniConvViz.Kernels.Tests;

/// <summary>Compares the output of a kernel with the expected one.</summary>
internal static class FloatsAssert
{
    /// <summary>
    /// Passes when the relative L2 error, <c>|got - expected| / |expected|</c>, is at most
    /// <paramref name="maxRelativeError"/> and no single value differs by more than a hundred times that share of the
    /// largest.
    /// </summary>
    public static void Close(float[] expected, float[] got, double maxRelativeError, string parameters)
    {
        Assert.That(got, Has.Length.EqualTo(expected.Length), parameters);
        double largest = expected.Length == 0 ? 0.0 : expected.Max(x => Math.Abs((double)x));
        double allowed = 100 * maxRelativeError * Math.Max(largest, 1e-3);
        double errorSquares = 0.0;
        double squares = 0.0;
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs((double)got[i] - expected[i]);
            if (!(error <= allowed))
            {
                Assert.Fail($"{parameters}: first differs at index {i}: expected {expected[i]:R}, got {got[i]:R}");
            }

            errorSquares += error * error;
            squares += (double)expected[i] * expected[i];
        }

        double relative = Math.Sqrt(errorSquares / Math.Max(squares, 1e-30));
        Assert.That(relative, Is.LessThanOrEqualTo(maxRelativeError), $"relative L2 error, {parameters}");
    }

    /// <summary>Passes when all values are equal; NaN equals NaN, and 0 equals -0.</summary>
    public static void Exact(float[] expected, float[] got, string parameters)
    {
        Assert.That(got, Has.Length.EqualTo(expected.Length), parameters);
        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i] != got[i] && !(float.IsNaN(expected[i]) && float.IsNaN(got[i])))
            {
                Assert.Fail($"{parameters}: first differs at index {i}: expected {expected[i]:R}, got {got[i]:R}");
            }
        }
    }

    /// <summary>
    /// Passes when every value is NaN or infinite where expected, and elsewhere differs by at most
    /// <paramref name="maxRelativeError"/> of the expected value, or 1e-36 where that is smaller.
    /// </summary>
    public static void CloseEach(float[] expected, float[] got, double maxRelativeError, string parameters)
    {
        Assert.That(got, Has.Length.EqualTo(expected.Length), parameters);
        for (int i = 0; i < expected.Length; i++)
        {
            double allowed = Math.Max(Math.Abs((double)expected[i]) * maxRelativeError, 1e-36);
            bool equal = expected[i].Equals(got[i]);
            if (!equal && !(Math.Abs((double)got[i] - expected[i]) <= allowed && float.IsFinite(expected[i])))
            {
                Assert.Fail($"{parameters}: first differs at index {i}: expected {expected[i]:R}, got {got[i]:R}");
            }
        }
    }
}
