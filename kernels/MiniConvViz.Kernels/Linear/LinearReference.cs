namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of the fully connected layer. The other forms in this folder are tested against these loops.
/// </summary>
internal static class LinearReference
{
    /// <summary>
    /// Multiplies every row by the weight matrix.
    /// <code>output[r,o] = bias[o] + sum over i of input[r,i] * weight[o,i]</code>
    /// The sum is kept in double.
    /// </summary>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[Rows,InFeatures]</param>
    /// <param name="weight">[OutFeatures,InFeatures]</param>
    /// <param name="bias">[OutFeatures], or empty for none.</param>
    /// <param name="output">[Rows,OutFeatures]</param>
    public static void Run(
        in LinearGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        Span<float> output)
    {
        for (int r = 0; r < geometry.Rows; r++)
        {
            for (int o = 0; o < geometry.OutFeatures; o++)
            {
                double sum = bias.IsEmpty ? 0.0 : bias[o];
                for (int i = 0; i < geometry.InFeatures; i++)
                {
                    sum += (double)input[(r * geometry.InFeatures) + i] * weight[(o * geometry.InFeatures) + i];
                }

                output[(r * geometry.OutFeatures) + o] = (float)sum;
            }
        }
    }
}
