namespace MiniConvViz.Kernels;

/// <summary>
/// The 3-d convolution on the CPU's vector units, slice by slice of the output: the slices that it depends on are
/// stacked as channels of one image, which <see cref="Conv2dSimd"/> convolves (<see cref="Conv3dGeometry.Stacked"/>).
/// For each slice of the output, KD slices are copied, which takes little time compared with the O * KH * KW
/// multiplications of each value.
/// </summary>
internal static unsafe class Conv3dSimd
{
    /// <summary>Computes the convolution of <see cref="Conv3dReference"/>, with accumulators in float.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,D,H,W]</param>
    /// <param name="weights">[O,C/groups*KD,KH,KW] and [O], packed by <see cref="Pack"/>.</param>
    /// <param name="output">[N,O,OD,OH,OW]</param>
    public static void Run(
        CpuWorkers workers,
        in Conv3dGeometry geometry,
        ReadOnlySpan<float> input,
        Conv2dPackedWeights weights,
        Span<float> output)
    {
        using Lock.Scope hold = workers.Hold();
        Conv2dGeometry stacked = geometry.Stacked;
        int inPlane = stacked.InHeight * stacked.InWidth;
        int outPlane = stacked.OutHeight * stacked.OutWidth;
        int stackFloats = checked(stacked.InChannels * inPlane);
        int sliceFloats = stacked.OutChannels * outPlane;
        float* stack = workers.SharedScratch(stackFloats, CpuWorkers.SliceStackScratch);
        float* slice = workers.SharedScratch(sliceFloats, CpuWorkers.SliceScratch);
        fixed (float* inputPointer = input, outputPointer = output)
        {
            for (int n = 0; n < geometry.Slice.Batch; n++)
            {
                for (int z = 0; z < geometry.OutDepth; z++)
                {
                    SliceStackJob gather = new()
                    {
                        Taps = geometry.TapsOf(z),
                        KernelDepth = geometry.KernelDepth,
                        Plane = inPlane,
                        Volume = inputPointer + ((nint)n * geometry.Slice.InChannels * geometry.InVolume),
                        Stack = stack,
                    };
                    workers.For(stacked.InChannels, ref gather);
                    Conv2dSimd.Run(
                        workers,
                        stacked,
                        new ReadOnlySpan<float>(stack, stackFloats),
                        weights,
                        residual: [],
                        ClampRange.None,
                        new Span<float>(slice, sliceFloats));

                    nint first = ((nint)n * stacked.OutChannels * geometry.OutDepth) + z;
                    SliceSpreadJob spread = new()
                    {
                        Depth = geometry.OutDepth,
                        Plane = outPlane,
                        Slice = slice,
                        Volume = outputPointer + (first * outPlane),
                    };
                    workers.For(stacked.OutChannels, ref spread);
                }
            }
        }
    }

    /// <summary>Packs filters and bias for the vector instructions of this machine.</summary>
    /// <param name="geometry">The convolution; its batch, depth, height and width do not matter.</param>
    /// <param name="weight">[O,C/groups,KD,KH,KW]</param>
    /// <param name="bias">[O], or empty for none.</param>
    public static Conv2dPackedWeights Pack(
        in Conv3dGeometry geometry, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias) => Conv2dPackedWeights.Pack(
            weight,
            bias,
            geometry.Slice.OutChannels,
            geometry.Stacked.GroupInChannels,
            geometry.Slice.KernelHeight,
            geometry.Slice.KernelWidth,
            geometry.Slice.Groups);
}
