namespace MiniConvViz.Kernels;

/// <summary>Adaptive max pooling on the CPU's vector units.</summary>
internal static unsafe class AdaptiveMaxPool2dSimd
{
    /// <summary>
    /// <c>output[n,c,y,x] = max of input[n, c, floor(y*H/OH) .. ceil((y+1)*H/OH), floor(x*W/OW) ..
    /// ceil((x+1)*W/OW)]</c>, as <see cref="AdaptiveMaxPool2dReference"/>.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="output">[N,C,OH,OW]</param>
    public static void Run(
        CpuWorkers workers, in AdaptivePool2dGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            AdaptivePool2dJob<MaxReduction> job = new(geometry, inputPointer, outputPointer);
            workers.For(job.Pieces, ref job, job.ScratchFloats);
        }
    }
}
