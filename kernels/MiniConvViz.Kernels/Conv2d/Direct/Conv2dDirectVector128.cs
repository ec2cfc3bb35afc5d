using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace MiniConvViz.Kernels;

/// <summary>
/// The direct tile for any 128-bit vector unit (Arm64, x64 without AVX2): the register tile is two runs of 3 pixels
/// by one block of four 4-lane vectors, 24 accumulators, which fit the 32 registers of Arm64; x64 computes one run at
/// a time. Uses fused multiply-adds if the processor has them. Twin of <see cref="Conv2dDirectScalar"/>.
/// </summary>
internal readonly unsafe struct Conv2dDirectVector128 : IConv2dDirectTile
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
        if (TRuns.Value > 1 && !AdvSimd.IsSupported)
        {
            Multiply<TPixels, One, TBlocks>(terms, weights, bias, ahead, target, first, default);
            Multiply<TPixels, One, TBlocks>(terms, weights, bias, ahead, target, second, default);
            return;
        }

        Vector128<float> a0 = Vector128.Load(bias);
        Vector128<float> a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0;
        Vector128<float> b0 = Vector128.Load(bias + 4);
        Vector128<float> b1 = b0, b2 = b0, b3 = b0, b4 = b0, b5 = b0;
        Vector128<float> c0 = Vector128.Load(bias + 8);
        Vector128<float> c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0;
        Vector128<float> d0 = Vector128.Load(bias + 12);
        Vector128<float> d1 = d0, d2 = d0, d3 = d0, d4 = d0, d5 = d0;

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
                    Vector128<float> weightA = Vector128.Load(weights);
                    Vector128<float> weightB = Vector128.Load(weights + 4);
                    Vector128<float> weightC = Vector128.Load(weights + 8);
                    Vector128<float> weightD = Vector128.Load(weights + 12);

                    Vector128<float> pixel = Vector128.Create(p[0]);
                    a0 = Vector128.MultiplyAddEstimate(pixel, weightA, a0);
                    b0 = Vector128.MultiplyAddEstimate(pixel, weightB, b0);
                    c0 = Vector128.MultiplyAddEstimate(pixel, weightC, c0);
                    d0 = Vector128.MultiplyAddEstimate(pixel, weightD, d0);

                    pixel = Vector128.Create(p[TPixels.Floats]);
                    a1 = Vector128.MultiplyAddEstimate(pixel, weightA, a1);
                    b1 = Vector128.MultiplyAddEstimate(pixel, weightB, b1);
                    c1 = Vector128.MultiplyAddEstimate(pixel, weightC, c1);
                    d1 = Vector128.MultiplyAddEstimate(pixel, weightD, d1);

                    pixel = Vector128.Create(p[2 * TPixels.Floats]);
                    a2 = Vector128.MultiplyAddEstimate(pixel, weightA, a2);
                    b2 = Vector128.MultiplyAddEstimate(pixel, weightB, b2);
                    c2 = Vector128.MultiplyAddEstimate(pixel, weightC, c2);
                    d2 = Vector128.MultiplyAddEstimate(pixel, weightD, d2);

                    if (TRuns.Value == 1)
                    {
                        continue;
                    }

                    pixel = Vector128.Create(q[0]);
                    a3 = Vector128.MultiplyAddEstimate(pixel, weightA, a3);
                    b3 = Vector128.MultiplyAddEstimate(pixel, weightB, b3);
                    c3 = Vector128.MultiplyAddEstimate(pixel, weightC, c3);
                    d3 = Vector128.MultiplyAddEstimate(pixel, weightD, d3);

                    pixel = Vector128.Create(q[TPixels.Floats]);
                    a4 = Vector128.MultiplyAddEstimate(pixel, weightA, a4);
                    b4 = Vector128.MultiplyAddEstimate(pixel, weightB, b4);
                    c4 = Vector128.MultiplyAddEstimate(pixel, weightC, c4);
                    d4 = Vector128.MultiplyAddEstimate(pixel, weightD, d4);

                    pixel = Vector128.Create(q[2 * TPixels.Floats]);
                    a5 = Vector128.MultiplyAddEstimate(pixel, weightA, a5);
                    b5 = Vector128.MultiplyAddEstimate(pixel, weightB, b5);
                    c5 = Vector128.MultiplyAddEstimate(pixel, weightC, c5);
                    d5 = Vector128.MultiplyAddEstimate(pixel, weightD, d5);
                }
            }

            pBlock += terms.BlockDistance;
            qBlock += terms.BlockDistance;
        }

        StorePixel(target, first, 0, a0, b0, c0, d0);
        StorePixel(target, first, ChannelBlocks.Lanes, a1, b1, c1, d1);
        StorePixel(target, first, (2 * ChannelBlocks.Lanes), a2, b2, c2, d2);

        if (TRuns.Value > 1)
        {
            StorePixel(target, second, 0, a3, b3, c3, d3);
            StorePixel(target, second, ChannelBlocks.Lanes, a4, b4, c4, d4);
            StorePixel(target, second, (2 * ChannelBlocks.Lanes), a5, b5, c5, d5);
        }
    }

    /// <summary>Stores the sixteen channels of one pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePixel(
        in Conv2dDirectTarget target,
        in Conv2dDirectRun run,
        nint pixel,
        Vector128<float> a,
        Vector128<float> b,
        Vector128<float> c,
        Vector128<float> d)
    {
        if (target.Residual != null)
        {
            float* residual = target.Residual + run.ResidualAt + pixel;
            a += Vector128.Load(residual);
            b += Vector128.Load(residual + 4);
            c += Vector128.Load(residual + 8);
            d += Vector128.Load(residual + 12);
        }

        Vector128<float> low = Vector128.Create(target.Clamp.Low);
        Vector128<float> high = Vector128.Create(target.Clamp.High);
        float* output = target.Output + run.OutputAt + pixel;
        Clamp(a, low, high).Store(output);
        Clamp(b, low, high).Store(output + 4);
        Clamp(c, low, high).Store(output + 8);
        Clamp(d, low, high).Store(output + 12);
    }

    /// <summary>Every comparison with NaN is false, so NaN is neither below low nor above high and is kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Clamp(Vector128<float> x, Vector128<float> low, Vector128<float> high)
    {
        x = Vector128.ConditionalSelect(Vector128.LessThan(x, low), low, x);
        return Vector128.ConditionalSelect(Vector128.GreaterThan(x, high), high, x);
    }
}
