using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniConvViz.Kernels;

/// <summary>
/// The direct tile for AVX-512: the register tile is two runs of 7 pixels by two blocks of 16 channels, 28
/// accumulators, which with the two weight vectors and the broadcast pixel occupy 31 of the 32 registers. Twin of
/// <see cref="Conv2dDirectScalar"/>.
/// </summary>
/// <remarks>
/// Accumulators a and b are the two blocks of the first run, c and d those of the second; those that a smaller tile
/// does not need are removed by the compiler. A term is 28 multiply-adds and 16 loads. The processor executes two of
/// each per cycle, so the loads do not limit the multiply-adds. 7 divides 224, 112, 56, 28, 14 and 7, the widths of
/// most networks' rows. Prefetching the next weights saves a quarter of the time of layers with many weights and few
/// pixels, such as the last layers of a ResNet.
/// </remarks>
internal readonly unsafe struct Conv2dDirectAvx512 : IConv2dDirectTile
{
    public static int RunPixels => 7;

    public static int PanelBlocks => 2;

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
        const int Lanes = ChannelBlocks.Lanes;
        Vector512<float> a0 = Vector512.Load(bias);
        Vector512<float> a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0;
        Vector512<float> c0 = a0, c1 = a0, c2 = a0, c3 = a0, c4 = a0, c5 = a0, c6 = a0;
        Vector512<float> b0 = TBlocks.Value > 1 ? Vector512.Load(bias + Lanes) : default;
        Vector512<float> b1 = b0, b2 = b0, b3 = b0, b4 = b0, b5 = b0, b6 = b0;
        Vector512<float> d0 = b0, d1 = b0, d2 = b0, d3 = b0, d4 = b0, d5 = b0, d6 = b0;

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
                for (float* end = p + lanes; p != end; p++, q++, weights += TBlocks.Value * Lanes)
                {
                    Sse.Prefetch1(ahead);
                    ahead += AlignedMemory.LineFloats;
                    Vector512<float> weightA = Vector512.Load(weights);
                    Vector512<float> weightB = TBlocks.Value > 1 ? Vector512.Load(weights + Lanes) : default;

                    Vector512<float> pixel = Vector512.Create(p[0]);
                    a0 = Avx512F.FusedMultiplyAdd(pixel, weightA, a0);
                    b0 = TBlocks.Value > 1 ? Avx512F.FusedMultiplyAdd(pixel, weightB, b0) : b0;

                    pixel = Vector512.Create(p[TPixels.Floats]);
                    a1 = Avx512F.FusedMultiplyAdd(pixel, weightA, a1);
                    b1 = TBlocks.Value > 1 ? Avx512F.FusedMultiplyAdd(pixel, weightB, b1) : b1;

                    pixel = Vector512.Create(p[2 * TPixels.Floats]);
                    a2 = Avx512F.FusedMultiplyAdd(pixel, weightA, a2);
                    b2 = TBlocks.Value > 1 ? Avx512F.FusedMultiplyAdd(pixel, weightB, b2) : b2;

                    pixel = Vector512.Create(p[3 * TPixels.Floats]);
                    a3 = Avx512F.FusedMultiplyAdd(pixel, weightA, a3);
                    b3 = TBlocks.Value > 1 ? Avx512F.FusedMultiplyAdd(pixel, weightB, b3) : b3;

                    pixel = Vector512.Create(p[4 * TPixels.Floats]);
                    a4 = Avx512F.FusedMultiplyAdd(pixel, weightA, a4);
                    b4 = TBlocks.Value > 1 ? Avx512F.FusedMultiplyAdd(pixel, weightB, b4) : b4;

                    pixel = Vector512.Create(p[5 * TPixels.Floats]);
                    a5 = Avx512F.FusedMultiplyAdd(pixel, weightA, a5);
                    b5 = TBlocks.Value > 1 ? Avx512F.FusedMultiplyAdd(pixel, weightB, b5) : b5;

                    pixel = Vector512.Create(p[6 * TPixels.Floats]);
                    a6 = Avx512F.FusedMultiplyAdd(pixel, weightA, a6);
                    b6 = TBlocks.Value > 1 ? Avx512F.FusedMultiplyAdd(pixel, weightB, b6) : b6;

                    if (TRuns.Value == 1)
                    {
                        continue;
                    }

                    pixel = Vector512.Create(q[0]);
                    c0 = Avx512F.FusedMultiplyAdd(pixel, weightA, c0);
                    d0 = TBlocks.Value > 1 ? Avx512F.FusedMultiplyAdd(pixel, weightB, d0) : d0;

                    pixel = Vector512.Create(q[TPixels.Floats]);
                    c1 = Avx512F.FusedMultiplyAdd(pixel, weightA, c1);
                    d1 = TBlocks.Value > 1 ? Avx512F.FusedMultiplyAdd(pixel, weightB, d1) : d1;

                    pixel = Vector512.Create(q[2 * TPixels.Floats]);
                    c2 = Avx512F.FusedMultiplyAdd(pixel, weightA, c2);
                    d2 = TBlocks.Value > 1 ? Avx512F.FusedMultiplyAdd(pixel, weightB, d2) : d2;

                    pixel = Vector512.Create(q[3 * TPixels.Floats]);
                    c3 = Avx512F.FusedMultiplyAdd(pixel, weightA, c3);
                    d3 = TBlocks.Value > 1 ? Avx512F.FusedMultiplyAdd(pixel, weightB, d3) : d3;

                    pixel = Vector512.Create(q[4 * TPixels.Floats]);
                    c4 = Avx512F.FusedMultiplyAdd(pixel, weightA, c4);
                    d4 = TBlocks.Value > 1 ? Avx512F.FusedMultiplyAdd(pixel, weightB, d4) : d4;

                    pixel = Vector512.Create(q[5 * TPixels.Floats]);
                    c5 = Avx512F.FusedMultiplyAdd(pixel, weightA, c5);
                    d5 = TBlocks.Value > 1 ? Avx512F.FusedMultiplyAdd(pixel, weightB, d5) : d5;

                    pixel = Vector512.Create(q[6 * TPixels.Floats]);
                    c6 = Avx512F.FusedMultiplyAdd(pixel, weightA, c6);
                    d6 = TBlocks.Value > 1 ? Avx512F.FusedMultiplyAdd(pixel, weightB, d6) : d6;
                }
            }

            pBlock += terms.BlockDistance;
            qBlock += terms.BlockDistance;
        }

        StoreRun(target, first.OutputAt, first.ResidualAt, a0, a1, a2, a3, a4, a5, a6);
        if (TBlocks.Value > 1)
        {
            nint outputAt = first.OutputAt + target.BlockDistance;
            nint residualAt = first.ResidualAt + target.ResidualDistance;
            StoreRun(target, outputAt, residualAt, b0, b1, b2, b3, b4, b5, b6);
        }

        if (TRuns.Value > 1)
        {
            StoreRun(target, second.OutputAt, second.ResidualAt, c0, c1, c2, c3, c4, c5, c6);
        }

        if (TRuns.Value > 1 && TBlocks.Value > 1)
        {
            nint outputAt = second.OutputAt + target.BlockDistance;
            nint residualAt = second.ResidualAt + target.ResidualDistance;
            StoreRun(target, outputAt, residualAt, d0, d1, d2, d3, d4, d5, d6);
        }
    }

    /// <summary>Stores one block of one run: seven adjacent cache lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRun(
        in Conv2dDirectTarget target,
        nint outputAt,
        nint residualAt,
        Vector512<float> sum0,
        Vector512<float> sum1,
        Vector512<float> sum2,
        Vector512<float> sum3,
        Vector512<float> sum4,
        Vector512<float> sum5,
        Vector512<float> sum6)
    {
        if (target.Residual != null)
        {
            float* residual = target.Residual + residualAt;
            sum0 += Vector512.Load(residual);
            sum1 += Vector512.Load(residual + 16);
            sum2 += Vector512.Load(residual + 32);
            sum3 += Vector512.Load(residual + 48);
            sum4 += Vector512.Load(residual + 64);
            sum5 += Vector512.Load(residual + 80);
            sum6 += Vector512.Load(residual + 96);
        }

        Vector512<float> low = Vector512.Create(target.Clamp.Low);
        Vector512<float> high = Vector512.Create(target.Clamp.High);
        float* output = target.Output + outputAt;
        Clamp(sum0, low, high).Store(output);
        Clamp(sum1, low, high).Store(output + 16);
        Clamp(sum2, low, high).Store(output + 32);
        Clamp(sum3, low, high).Store(output + 48);
        Clamp(sum4, low, high).Store(output + 64);
        Clamp(sum5, low, high).Store(output + 80);
        Clamp(sum6, low, high).Store(output + 96);
    }

    /// <summary>These instructions return the second operand where either is NaN, so a NaN in x is kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Clamp(Vector512<float> x, Vector512<float> low, Vector512<float> high) =>
        Avx512F.Min(high, Avx512F.Max(low, x));
}
