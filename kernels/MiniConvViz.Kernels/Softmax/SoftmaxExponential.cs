namespace MiniConvViz.Kernels;

/// <summary>Exponentials relative to the largest element of a row, or of a slice of it.</summary>
internal static class SoftmaxExponential
{
    /// <summary>
    /// <c>exp(x - maximum)</c>; 0 if both are -infinity, so that such a slice adds nothing to the others. A row whose
    /// elements are all -infinity is 0 / 0 = NaN, as in PyTorch.
    /// </summary>
    public static float Of(float x, float maximum) =>
        MathF.Exp(x - (maximum == float.NegativeInfinity ? 0f : maximum));

    /// <summary>A sum of exponentials, rescaled to the maximum of more elements.</summary>
    public static float Shift(float sum, float maximum, float newMaximum) =>
        maximum == newMaximum ? sum : sum * MathF.Exp(maximum - newMaximum);
}
