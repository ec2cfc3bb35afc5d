using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// Normalises to mean 0 and variance 1, then applies weights and biases: group, instance and layer normalisation.
/// <code>output[r] = (input[r] - mean) / sqrt(variance + eps) * weight[w] + bias[w]</code>
/// where <c>w = row % Groups * GroupWeights + r / Plane</c>.
/// </summary>
internal readonly struct MeanVarianceNormalization : IRowNormalization
{
    /// <summary>Rows before the weights repeat.</summary>
    public required int Groups { get; init; }

    /// <summary>Weights of one row.</summary>
    public required int GroupWeights { get; init; }

    /// <summary>Elements that share a weight.</summary>
    public required int Plane { get; init; }

    /// <summary>Added to the variance, so that nothing is divided by zero.</summary>
    public required float Eps { get; init; }

    /// <summary>Rows in which each element has a weight of its own.</summary>
    public static MeanVarianceNormalization Of(float eps) =>
        new() { Groups = 1, GroupWeights = 0, Plane = 1, Eps = eps };

    /// <inheritdoc/>
    public float Identity => 0f;

    /// <inheritdoc/>
    public float Combine(float a, float b) => a + b;

    /// <inheritdoc/>
    public float Center(float combined, int count) => combined / count;

    /// <inheritdoc/>
    public float Term(float x, float center) => (x - center) * (x - center);

    /// <inheritdoc/>
    public float Meet(float center, float otherCenter, float otherShare) =>
        center + ((otherCenter - center) * otherShare);

    /// <inheritdoc/>
    public float Shift(float sum, int count, float center, float newCenter) =>
        sum + (count * (center - newCenter) * (center - newCenter));

    /// <summary>The inverse standard deviation.</summary>
    public float Scale(float sum, int count) => 1f / MathF.Sqrt((sum / count) + Eps);

    /// <inheritdoc/>
    public int FirstWeight(int row) => row % Groups * GroupWeights;

    /// <inheritdoc/>
    public float Apply(float x, int r, RowScale row, ArrayView<float> weight, ArrayView<float> bias)
    {
        int at = row.FirstWeight + (r / Plane);
        return ((x - row.Center) * row.Scale * weight[at]) + bias[at];
    }
}
