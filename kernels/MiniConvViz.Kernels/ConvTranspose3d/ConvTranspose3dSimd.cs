namespace MiniConvViz.Kernels;

/// <summary>
/// The 3-d transposed convolution on the CPU's vector units, slice by slice of the output: the slices that contribute
/// to it are stacked as channels of one image, with zeros if a layer of the filter has none, and
/// <see cref="ConvTranspose2dSimd"/> computes the result (<see cref="ConvTranspose3dGeometry.Stacked"/>).
/// </summary>
internal static unsafe class ConvTranspose3dSimd
{
    /// <summary>
    /// Computes the transposed convolution of <see cref="ConvTranspose3dReference"/>, with accumulators in float.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[N,C,D,H,W]</param>
    /// <param name="weights">[C*KD,O/groups,KH,KW] and [O], packed by <see cref="Pack"/>.</param>
    /// <param name="output">[N,O,OD,OH,OW]</param>
    public static void Run(
        CpuWorkers workers,
        in ConvTranspose3dGeometry geometry,
        ReadOnlySpan<float> input,
        ConvTranspose2dPackedWeights weights,
        Span<float> output)
    {
        using Lock.Scope hold = workers.Hold();
        ConvTranspose2dGeometry stacked = geometry.Stacked;
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
                    ConvTranspose2dSimd.Run(
                        workers,
                        stacked,
                        new ReadOnlySpan<float>(stack, stackFloats),
                        weights,
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
    /// <param name="geometry">The transposed convolution; its batch, depth, height and width do not matter.</param>
    /// <param name="weight">[C,O/groups,KD,KH,KW]</param>
    /// <param name="bias">[O], or empty for none.</param>
    public static ConvTranspose2dPackedWeights Pack(
        in ConvTranspose3dGeometry geometry, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        ConvTranspose2dGeometry stacked = geometry.Stacked;
        (int outputs, int depth, int taps) = (stacked.GroupOutChannels, geometry.KernelDepth, stacked.Taps);

        // [C,O/groups,KD,taps] to [C,KD,O/groups,taps].
        float[] layers = new float[weight.Length];
        for (int from = 0; from < weight.Length / taps; from++)
        {
            (int filter, int kz) = Math.DivRem(from, depth);
            (int c, int o) = Math.DivRem(filter, outputs);
            int to = (((c * depth) + kz) * outputs) + o;
            weight.Slice(from * taps, taps).CopyTo(layers.AsSpan(to * taps));
        }

        return ConvTranspose2dPackedWeights.Pack(layers, bias, stacked.InChannels, outputs, taps, stacked.Groups);
    }
}
