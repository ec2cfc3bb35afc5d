namespace MiniConvViz.Kernels;

/// <summary>
/// Power-average pooling on the CPU: the plain loops on all threads. It is rare, and most of its time is spent on
/// powers.
/// </summary>
internal static unsafe class LPPool2dCpu
{
    /// <summary>The p-norm of the values in each window, as <see cref="LPPool2dReference"/>.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="p">The exponent, at least 1.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="output">[N,C,OH,OW]</param>
    public static void Run(
        CpuWorkers workers, in Pool2dGeometry geometry, int p, ReadOnlySpan<float> input, Span<float> output)
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            RowsJob job = new() { Geometry = geometry, P = p, Input = inputPointer, Output = outputPointer };
            workers.For(geometry.Batch * geometry.Channels * geometry.OutHeight, ref job);
        }
    }

    /// <summary>One piece is one row of one channel.</summary>
    private struct RowsJob : ICpuJob
    {
        public Pool2dGeometry Geometry;
        public int P;
        public float* Input;
        public float* Output;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int plane = index / Geometry.OutHeight;
            int inPlane = Geometry.InHeight * Geometry.InWidth;
            ReadOnlySpan<float> image = new(Input + ((nint)plane * inPlane), inPlane);
            float* row = Output + ((nint)index * Geometry.OutWidth);
            for (int x = 0; x < Geometry.OutWidth; x++)
            {
                row[x] = (float)LPPool2dReference.NormUnderWindow(Geometry, P, image, index % Geometry.OutHeight, x);
            }
        }
    }
}
