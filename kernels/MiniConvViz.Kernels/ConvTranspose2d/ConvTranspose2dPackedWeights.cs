namespace MiniConvViz.Kernels;

/// <summary>
/// A transposed convolution's weights in the order in which <see cref="ConvTranspose2dSimd"/> reads them. Packed
/// once, when the layer is constructed; immutable, and a copy of the weights.
/// </summary>
/// <remarks>
/// A GEMM with a matrix [O*KH*KW, C], which is a 1x1 convolution, computes the columns: for every input pixel, its
/// contribution to KH*KW output pixels of each output channel. It is cut into chunks of output channels, so that the
/// columns of one chunk, KH*KW values for each input pixel and channel, take little memory.
/// </remarks>
internal sealed class ConvTranspose2dPackedWeights
{
    /// <summary>About how many rows of the matrix one chunk has.</summary>
    private const int RowsPerChunk = 128;

    private ConvTranspose2dPackedWeights(int channelsPerChunk, Conv2dPackedWeights[] chunks, float[] bias)
    {
        ChannelsPerChunk = channelsPerChunk;
        Chunks = chunks;
        Bias = bias;
    }

    /// <summary>Output channels of one chunk; the last chunk of a group may have fewer.</summary>
    internal int ChannelsPerChunk { get; }

    /// <summary>[groups, chunks of the group], each [channels*KH*KW, C/groups].</summary>
    internal Conv2dPackedWeights[] Chunks { get; }

    /// <summary>[O]; zeros if the layer has no bias.</summary>
    internal float[] Bias { get; }

    /// <summary>Packs for the vector instructions of this machine.</summary>
    /// <param name="weight">[C,O/groups,KH,KW]</param>
    /// <param name="bias">[O], or empty for none.</param>
    /// <param name="inChannels">C, over all groups.</param>
    /// <param name="groupOutChannels">O/groups.</param>
    /// <param name="taps">KH*KW.</param>
    /// <param name="groups">How many groups the channels are divided into.</param>
    public static ConvTranspose2dPackedWeights Pack(
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        int inChannels,
        int groupOutChannels,
        int taps,
        int groups)
    {
        float[] fullBias = new float[groups * groupOutChannels];
        bias.CopyTo(fullBias);
        int channelsPerChunk = Math.Clamp(RowsPerChunk / taps, 1, groupOutChannels);
        int chunksPerGroup = (groupOutChannels + channelsPerChunk - 1) / channelsPerChunk;
        Conv2dPackedWeights[] chunks = new Conv2dPackedWeights[groups * chunksPerGroup];
        int groupInChannels = inChannels / groups;
        int groupWeights = groupInChannels * groupOutChannels * taps;
        for (int i = 0; i < chunks.Length; i++)
        {
            (int group, int chunk) = Math.DivRem(i, chunksPerGroup);
            int firstRow = chunk * channelsPerChunk * taps;
            int rows = Math.Min(channelsPerChunk * taps, (groupOutChannels * taps) - firstRow);
            ReadOnlySpan<float> groupWeight = weight.Slice(group * groupWeights, groupWeights);
            float[] matrix = Transpose(groupWeight, groupInChannels, firstRow, rows);
            chunks[i] = Conv2dPackedWeights.Pack(matrix, [], rows, groupInChannels, 1, 1, groups: 1);
        }

        return new ConvTranspose2dPackedWeights(channelsPerChunk, chunks, fullBias);
    }

    /// <summary>Some columns of [C/groups, O/groups*KH*KW] as rows.</summary>
    private static float[] Transpose(ReadOnlySpan<float> weight, int groupInChannels, int firstRow, int rows)
    {
        int columns = weight.Length / groupInChannels;
        float[] matrix = new float[rows * groupInChannels];
        for (int row = 0; row < rows; row++)
        {
            for (int c = 0; c < groupInChannels; c++)
            {
                matrix[(row * groupInChannels) + c] = weight[(c * columns) + firstRow + row];
            }
        }

        return matrix;
    }
}
