namespace MiniConvViz.Kernels.Tests;

/// <summary>Compares the output of a kernel with what it should be.</summary>
internal static class FloatsAssert
{
    /// <summary>
    /// Passes when the relative L2 error, <c>|got - expected| / |expected|</c>, is at most <paramref name="maxRelativeError"/>
    /// and no single number is off by more than a hundred times that share of the largest.
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
}
