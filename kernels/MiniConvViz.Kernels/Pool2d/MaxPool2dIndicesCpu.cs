namespace MiniConvViz.Kernels;

/// <summary>The indices of the maxima of a max-pooling, on all cores: a piece is one channel of one image.</summary>
internal static unsafe class MaxPool2dIndicesCpu
{
    /// <summary>The indices of <see cref="MaxPool2dIndicesReference"/>.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="columnMajor">1 to count down the columns of an image first, 0 along its rows.</param>
    /// <param name="input">[N,C,H,W]</param>
    /// <param name="output">[N,C,OH,OW]</param>
    public static void Run(
        CpuWorkers workers,
        in Pool2dGeometry geometry,
        int columnMajor,
        ReadOnlySpan<float> input,
        Span<float> output)
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            PlaneJob job = new()
            {
                Geometry = geometry,
                ColumnMajor = columnMajor,
                Input = inputPointer,
                InputLength = input.Length,
                Output = outputPointer,
            };
            workers.For(geometry.Batch * geometry.Channels, ref job);
        }
    }

    private struct PlaneJob : ICpuJob
    {
        public Pool2dGeometry Geometry;
        public int ColumnMajor;
        public float* Input;
        public int InputLength;
        public float* Output;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            int outPlane = Geometry.OutHeight * Geometry.OutWidth;
            Span<float> output = new(Output + ((nint)index * outPlane), outPlane);
            ReadOnlySpan<float> input = new(Input, InputLength);
            MaxPool2dIndicesReference.RunPlane(Geometry, ColumnMajor, index, input, output);
        }
    }
}
