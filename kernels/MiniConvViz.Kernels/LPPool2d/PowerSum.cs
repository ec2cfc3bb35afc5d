namespace MiniConvViz.Kernels;

/// <summary>The accumulator of a p-norm: <c>sum of |x|^p</c>.</summary>
internal readonly struct PowerSum(float sum, int p) : IRowSummary<PowerSum>
{
    private readonly int _p = p;

    /// <summary>The powers added up.</summary>
    public float Sum { get; } = sum;

    /// <summary><c>|x|^p</c></summary>
    public static float Power(float x, int p)
    {
        float factor = x < 0f ? -x : x;
        float power = factor;
        for (int i = 1; i < p; i++)
        {
            power *= factor;
        }

        return power;
    }

    /// <inheritdoc/>
    public PowerSum Add(float x, int r) => new(Sum + Power(x, _p), _p);

    /// <inheritdoc/>
    public PowerSum Join(PowerSum other) => new(Sum + other.Sum, _p);
}
