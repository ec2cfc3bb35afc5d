namespace MiniConvViz.Kernels;

/// <summary>The values of a row from which a normalisation computes its results.</summary>
/// <param name="center">The row's centre.</param>
/// <param name="scale">The factor that the normalisation computes from the row's sum.</param>
/// <param name="firstWeight">The weight of the row's first element.</param>
internal readonly struct RowScale(float center, float scale, int firstWeight)
{
    public float Center { get; } = center;

    public float Scale { get; } = scale;

    public int FirstWeight { get; } = firstWeight;
}
