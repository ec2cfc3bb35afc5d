using MiniConvViz.Tensors;

namespace MiniConvViz.Networks;

/// <summary>
/// Seeded random parameters, scaled so that activations neither vanish nor explode (Kaiming initialisation:
/// <c>std = sqrt(2 / fan_in)</c>): for benchmarks and tests, where values need only be plausible.
/// </summary>
/// <remarks>Source: He et al. 2015, https://arxiv.org/abs/1502.01852</remarks>
public sealed class RandomParameters(int seed) : IParameterSource
{
    private readonly Random _random = new(seed);

    /// <inheritdoc/>
    public Tensor Get(string name, Shape shape)
    {
        Tensor tensor = new(shape);
        bool isVariance = name.EndsWith("running_var", StringComparison.Ordinal);
        bool isScale = shape.Rank == 1 && name.EndsWith("weight", StringComparison.Ordinal);
        float centre = isVariance || isScale ? 1f : 0f;
        float deviation = shape.Rank > 1 ? MathF.Sqrt(2f * shape[0] / shape.Count) : 0.1f;
        foreach (ref float value in tensor.Values)
        {
            value = centre + (deviation * NextGaussian());
        }

        return tensor;
    }

    /// <inheritdoc/>
    public void Finish(string network)
    {
    }

    /// <summary>
    /// The sum of four uniform random values, scaled to variance 1: approximately normal, and at most 3.5 in magnitude.
    /// </summary>
    private float NextGaussian()
    {
        float sum = _random.NextSingle() + _random.NextSingle() + _random.NextSingle() + _random.NextSingle();
        return (sum - 2f) * MathF.Sqrt(3f);
    }
}
