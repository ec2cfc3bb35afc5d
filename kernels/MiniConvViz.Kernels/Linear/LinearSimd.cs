namespace MiniConvViz.Kernels;

/// <summary>
/// A fully connected layer on the CPU's vector units. Every weight is used once per row, so with few rows the
/// arithmetic intensity is low and the bandwidth of memory limits it: several weight rows are read at the same time,
/// each once for four input rows.
/// </summary>
internal static unsafe class LinearSimd
{
    /// <summary>
    /// <c>output[r,o] = clamp(bias[o] + sum over i of input[r,i] * weight[o,i])</c>: <see cref="LinearReference"/> in
    /// float, and the ReLU or ReLU6 after it.
    /// </summary>
    /// <param name="workers">The threads; the output features are spread over them.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[Rows,InFeatures]</param>
    /// <param name="weight">[OutFeatures,InFeatures]</param>
    /// <param name="bias">[OutFeatures], or empty for none.</param>
    /// <param name="clamp">The activation that follows, or <see cref="ClampRange.None"/>.</param>
    /// <param name="output">[Rows,OutFeatures]</param>
    public static void Run(
        CpuWorkers workers,
        in LinearGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        ClampRange clamp,
        Span<float> output) => Run(LaneForms.Best, workers, geometry, input, weight, bias, clamp, output);

    /// <summary>Runs by a chosen form, which this machine must support.</summary>
    internal static void Run(
        LaneForm form,
        CpuWorkers workers,
        in LinearGeometry geometry,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        ClampRange clamp,
        Span<float> output)
    {
        fixed (float* inputPointer = input, weightPointer = weight, biasPointer = bias, outputPointer = output)
        {
            LinearDotsJob job = new()
            {
                Geometry = geometry,
                Input = inputPointer,
                Weight = weightPointer,
                Bias = biasPointer,
                Clamp = clamp,
                Output = outputPointer,
            };
            LaneForms.For(form, workers, CpuGrain.Pieces(geometry.OutFeatures, job.PieceFeatures), job);
        }
    }
}
