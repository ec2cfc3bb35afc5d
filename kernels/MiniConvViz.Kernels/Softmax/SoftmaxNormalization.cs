using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// <code>output[r] = exp(input[r] - maximum) / sum over k of exp(input[k] - maximum)</code>
/// The maximum ignores a NaN, but the sum becomes NaN and with it every quotient.
/// </summary>
internal readonly struct SoftmaxNormalization : IRowNormalization
{
    /// <inheritdoc/>
    public float Identity => float.NegativeInfinity;

    /// <inheritdoc/>
    public float Combine(float a, float b) => b > a ? b : a;

    /// <inheritdoc/>
    public float Center(float combined, int count) => combined;

    /// <inheritdoc/>
    public float Term(float x, float center) => SoftmaxExponential.Of(x, center);

    /// <inheritdoc/>
    public float Meet(float center, float otherCenter, float otherShare) => Combine(center, otherCenter);

    /// <inheritdoc/>
    public float Shift(float sum, int count, float center, float newCenter) =>
        SoftmaxExponential.Shift(sum, center, newCenter);

    /// <inheritdoc/>
    public float Scale(float sum, int count) => sum;

    /// <inheritdoc/>
    public int FirstWeight(int row) => 0;

    /// <inheritdoc/>
    public float Apply(float x, int r, RowScale row, ArrayView<float> weight, ArrayView<float> bias) =>
        SoftmaxExponential.Of(x, row.Center) / row.Scale;
}
