namespace MiniConvViz.Kernels.Tests;

/// <summary>Common code of the tests of kernels in blocked layout.</summary>
internal static class LaneCases
{
    /// <summary>A kernel with blocked input and output, with its other operands bound.</summary>
    public delegate void Kernel(CpuWorkers workers, float[] blocks, float[] output);

    /// <summary>The forms that this machine supports.</summary>
    public static IEnumerable<LaneForm> Forms => Enum.GetValues<LaneForm>().Where(LaneForms.IsSupported);

    /// <summary>A plain tensor in blocked layout; padding lanes hold NaN.</summary>
    public static float[] ToBlocks(int batch, int channels, int pixels, float[] plain)
    {
        float[] blocked = new float[ChannelBlocks.Floats(batch, channels, pixels)];
        Array.Fill(blocked, float.NaN);
        ChannelBlocksReference.Pack(batch, channels, pixels, plain, blocked);
        return blocked;
    }

    /// <summary>A blocked tensor in plain layout, without padding lanes.</summary>
    public static float[] ToPlain(int batch, int channels, int pixels, float[] blocked)
    {
        float[] plain = new float[batch * channels * pixels];
        ChannelBlocksReference.Unpack(batch, channels, pixels, blocked, plain);
        return plain;
    }

    /// <summary>
    /// A kernel's output for a plain tensor, converted to blocked layout and back; elements that it fails to write
    /// stay -12345.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="batch">N.</param>
    /// <param name="channels">C, of input and output.</param>
    /// <param name="plain">[N,C,H,W]</param>
    /// <param name="length">Elements of the plain output.</param>
    /// <param name="kernel">What to run.</param>
    public static float[] OutputOfBlocks(
        CpuWorkers workers, int batch, int channels, float[] plain, int length, Kernel kernel)
    {
        int outPixels = length / (batch * channels);
        float[] blocks = ToBlocks(batch, channels, plain.Length / (batch * channels), plain);
        float[] output = SimdRun.Output(
            workers,
            ChannelBlocks.Floats(batch, channels, outPixels),
            (team, output) => kernel(team, blocks, output));
        return ToPlain(batch, channels, outPixels, output);
    }
}
