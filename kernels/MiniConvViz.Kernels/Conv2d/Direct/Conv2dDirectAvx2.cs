using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniConvViz.Kernels;

/// <summary>
/// The direct tile for AVX2: the register tile is two runs of 3 pixels by one block of two 8-lane vectors, 12
/// accumulators, which with the two weight vectors and the broadcast pixel occupy 15 of the 16 registers. Twin of
/// <see cref="Conv2dDirectScalar"/>.
/// </summary>
internal readonly unsafe struct Conv2dDirectAvx2 : IConv2dDirectTile
{
    public static int RunPixels => 3;

    public static int PanelBlocks => 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
        Vector256<float> a0 = Vector256.Load(bias);
        Vector256<float> a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0;
        Vector256<float> b0 = Vector256.Load(bias + 8);
        Vector256<float> b1 = b0, b2 = b0, b3 = b0, b4 = b0, b5 = b0;

        int* endOffset = terms.Offsets + terms.Taps;
        float* pBlock = terms.Input + first.InputAt;
        float* qBlock = terms.Input + second.InputAt;
        for (int block = terms.Blocks; block > 0; block--)
        {
            nint lanes = block == 1 ? terms.LastLanes : terms.Lanes;
            for (int* offset = terms.Offsets; offset != endOffset; offset++)
            {
                float* p = pBlock + *offset;
                float* q = qBlock + *offset;
                for (float* end = p + lanes; p != end; p++, q++, weights += ChannelBlocks.Lanes)
                {
                    Vector256<float> weightA = Vector256.Load(weights);
                    Vector256<float> weightB = Vector256.Load(weights + 8);

                    Vector256<float> pixel = Vector256.Create(p[0]);
                    a0 = Fma.MultiplyAdd(pixel, weightA, a0);
                    b0 = Fma.MultiplyAdd(pixel, weightB, b0);

                    pixel = Vector256.Create(p[TPixels.Floats]);
                    a1 = Fma.MultiplyAdd(pixel, weightA, a1);
                    b1 = Fma.MultiplyAdd(pixel, weightB, b1);

                    pixel = Vector256.Create(p[2 * TPixels.Floats]);
                    a2 = Fma.MultiplyAdd(pixel, weightA, a2);
                    b2 = Fma.MultiplyAdd(pixel, weightB, b2);

                    if (TRuns.Value == 1)
                    {
                        continue;
                    }

                    pixel = Vector256.Create(q[0]);
                    a3 = Fma.MultiplyAdd(pixel, weightA, a3);
                    b3 = Fma.MultiplyAdd(pixel, weightB, b3);

                    pixel = Vector256.Create(q[TPixels.Floats]);
                    a4 = Fma.MultiplyAdd(pixel, weightA, a4);
                    b4 = Fma.MultiplyAdd(pixel, weightB, b4);

                    pixel = Vector256.Create(q[2 * TPixels.Floats]);
                    a5 = Fma.MultiplyAdd(pixel, weightA, a5);
                    b5 = Fma.MultiplyAdd(pixel, weightB, b5);
                }
            }

            pBlock += terms.BlockDistance;
            qBlock += terms.BlockDistance;
        }

        StorePixel(target, first, 0, a0, b0);
        StorePixel(target, first, ChannelBlocks.Lanes, a1, b1);
        StorePixel(target, first, (2 * ChannelBlocks.Lanes), a2, b2);

        if (TRuns.Value > 1)
        {
            StorePixel(target, second, 0, a3, b3);
            StorePixel(target, second, ChannelBlocks.Lanes, a4, b4);
            StorePixel(target, second, (2 * ChannelBlocks.Lanes), a5, b5);
        }
    }

    /// <summary>Stores the sixteen channels of one pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePixel(
        in Conv2dDirectTarget target, in Conv2dDirectRun run, nint pixel, Vector256<float> a, Vector256<float> b)
    {
        if (target.Residual != null)
        {
            float* residual = target.Residual + run.ResidualAt + pixel;
            a += Vector256.Load(residual);
            b += Vector256.Load(residual + 8);
        }

        Vector256<float> low = Vector256.Create(target.Clamp.Low);
        Vector256<float> high = Vector256.Create(target.Clamp.High);
        float* output = target.Output + run.OutputAt + pixel;
        Clamp(a, low, high).Store(output);
        Clamp(b, low, high).Store(output + 8);
    }

    /// <summary>These instructions return the second operand where either is NaN, so a NaN in x is kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Clamp(Vector256<float> x, Vector256<float> low, Vector256<float> high) =>
        Avx.Min(high, Avx.Max(low, x));
}
