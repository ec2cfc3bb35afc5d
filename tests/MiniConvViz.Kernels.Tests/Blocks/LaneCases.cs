namespace MiniConvViz.Kernels.Tests;

/// <summary>What tests of kernels over blocks of channels share.</summary>
internal static class LaneCases
{
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
}
