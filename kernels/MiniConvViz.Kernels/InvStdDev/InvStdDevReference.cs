namespace MiniConvViz.Kernels;

/// <summary>
/// The definition of the inverse standard deviation. Every other form in this folder is tested against these loops.
/// </summary>
internal static class InvStdDevReference
{
    /// <summary>
    /// The factor of a layer normalisation:
    /// <code>output[a] = 1 / sqrt(variance of input[a,:] + eps)</code>
    /// Computed in double.
    /// Source: https://onnx.ai/onnx/operators/onnx__LayerNormalization.html (the output InvStdDev)
    /// </summary>
    /// <param name="length">Values in a row.</param>
    /// <param name="input">[rows,length]</param>
    /// <param name="eps">Added to the variance, so that nothing is divided by zero.</param>
    /// <param name="output">[rows]</param>
    public static void Run(int length, ReadOnlySpan<float> input, float eps, Span<float> output)
    {
        for (int row = 0; row < output.Length; row++)
        {
            (_, double variance) = MomentsReference.Of(input[(row * length)..], length, stride: 1);
            output[row] = (float)(1.0 / Math.Sqrt(variance + eps));
        }
    }
}
