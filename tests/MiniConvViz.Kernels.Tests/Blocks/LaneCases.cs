namespace MiniConvViz.Kernels.Tests;

/// <summary>What tests of kernels over blocks of channels share.</summary>
internal static class LaneCases
{
    /// <summary>A kernel from blocks to blocks with its other operands bound.</summary>
    public delegate void Kernel(CpuWorkers workers, float[] blocks, float[] output);

    /// <summary>The forms that this machine runs.</summary>
    public static IEnumerable<LaneForm> Forms => Enum.GetValues<LaneForm>().Where(LaneForms.IsSupported);

    /// <summary>A plain tensor in blocks; the lanes that stand for no channel hold NaN.</summary>
    public static float[] ToBlocks(int batch, int channels, int pixels, float[] plain)
    {
        float[] blocked = new float[ChannelBlocks.Floats(batch, channels, pixels)];
        Array.Fill(blocked, float.NaN);
        ChannelBlocksReference.Pack(batch, channels, pixels, plain, blocked);
        return blocked;
    }

    /// <summary>A blocked tensor without the lanes that stand for no channel.</summary>
    public static float[] ToPlain(int batch, int channels, int pixels, float[] blocked)
    {
        float[] plain = new float[batch * channels * pixels];
        ChannelBlocksReference.Unpack(batch, channels, pixels, blocked, plain);
        return plain;
    }

    /// <summary>
    /// What a kernel makes of a plain tensor put into blocks, plain again; what it fails to write stays -12345.
    /// </summary>
    /// <param name="workers">The threads.</param>
    /// <param name="batch">N.</param>
    /// <param name="channels">C, of input and output.</param>
    /// <param name="plain">[N,C,H,W]</param>
    /// <param name="length">Numbers in the plain output.</param>
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
