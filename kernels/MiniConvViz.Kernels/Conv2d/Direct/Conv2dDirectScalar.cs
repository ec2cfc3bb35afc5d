namespace MiniConvViz.Kernels;

/// <summary>
/// The direct micro-kernel in plain code, element by element, for processors without vector instructions; the
/// definition of the others.
/// </summary>
internal readonly unsafe struct Conv2dDirectScalar : IConv2dDirectTile
{
    public static int RunPixels => 2;

    public static int PanelBlocks => 1;

    public static void Multiply<TPixels, TRuns, TBlocks>(
        in Conv2dDirectTerms terms,
        float* weights,
        float* bias,
        float* ahead,
        in Conv2dDirectTarget target,
        Conv2dDirectRun first,
        Conv2dDirectRun second)
        where TPixels : unmanaged, IConv2dPixels
        where TRuns : unmanaged, ICount
        where TBlocks : unmanaged, ICount
    {
        MultiplyRun<TPixels>(terms, weights, bias, target, first);
        if (TRuns.Value > 1)
        {
            MultiplyRun<TPixels>(terms, weights, bias, target, second);
        }
    }

    private static void MultiplyRun<TPixels>(
        in Conv2dDirectTerms terms, float* weights, float* bias, in Conv2dDirectTarget target, Conv2dDirectRun run)
        where TPixels : unmanaged, IConv2dPixels
    {
        for (int i = 0; i < RunPixels * ChannelBlocks.Lanes; i++)
        {
            (int p, int o) = Math.DivRem(i, ChannelBlocks.Lanes);
            float sum = Sum(terms, weights + o, terms.Input + run.InputAt + (p * TPixels.Floats), bias[o]);
            float added = target.Residual == null ? 0f : target.Residual[run.ResidualAt + i];
            target.Output[run.OutputAt + i] = target.Clamp.Apply(sum + added);
        }
    }

    /// <summary>The sum of one pixel and output channel.</summary>
    private static float Sum(in Conv2dDirectTerms terms, float* weights, float* pixel, float sum)
    {
        for (int block = 0; block < terms.Blocks; block++)
        {
            int lanes = block == terms.Blocks - 1 ? terms.LastLanes : terms.Lanes;
            for (int tap = 0; tap < terms.Taps; tap++)
            {
                for (int k = 0; k < lanes; k++)
                {
                    sum += *weights * pixel[terms.Offsets[tap] + k];
                    weights += ChannelBlocks.Lanes;
                }
            }

            pixel += terms.BlockDistance;
        }

        return sum;
    }
}
