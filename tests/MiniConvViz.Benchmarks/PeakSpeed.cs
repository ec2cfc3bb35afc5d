using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MiniConvViz.Benchmarks;

/// <summary>What this machine's multipliers can do at most: multiply-adds that stay in registers.</summary>
internal static class PeakSpeed
{
    private const int Sums = 12; // more than the latency of one times the number of multipliers
    private const int Steps = 200_000;

    /// <summary>GFLOP/s of one thread, two operations per multiply-add: the best of some rounds.</summary>
    public static double MeasureOneThread()
    {
        double best = 0.0;
        for (int round = 0; round < 50; round++)
        {
            long start = Stopwatch.GetTimestamp();
            int lanes = Vector512.IsHardwareAccelerated ? MultiplyAdd512()
                : Vector256.IsHardwareAccelerated ? MultiplyAdd256()
                : MultiplyAdd128();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            best = Math.Max(best, 2e-9 * Sums * Steps * lanes / seconds);
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int MultiplyAdd512()
    {
        Vector512<float> w = Vector512.Create(0.5f);
        Vector512<float> a = w, b = w, c = w, d = w, e = w, f = w, g = w, h = w, i = w, j = w, k = w, l = w;
        for (int step = 0; step < Steps; step++)
        {
            a = Vector512.MultiplyAddEstimate(a, w, w);
            b = Vector512.MultiplyAddEstimate(b, w, w);
            c = Vector512.MultiplyAddEstimate(c, w, w);
            d = Vector512.MultiplyAddEstimate(d, w, w);
            e = Vector512.MultiplyAddEstimate(e, w, w);
            f = Vector512.MultiplyAddEstimate(f, w, w);
            g = Vector512.MultiplyAddEstimate(g, w, w);
            h = Vector512.MultiplyAddEstimate(h, w, w);
            i = Vector512.MultiplyAddEstimate(i, w, w);
            j = Vector512.MultiplyAddEstimate(j, w, w);
            k = Vector512.MultiplyAddEstimate(k, w, w);
            l = Vector512.MultiplyAddEstimate(l, w, w);
        }

        // The sums are used, or the loop would be dropped.
        Vector512<float> sum = a + b + c + d + e + f + g + h + i + j + k + l;
        return sum[0] > 0f ? Vector512<float>.Count : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int MultiplyAdd256()
    {
        Vector256<float> w = Vector256.Create(0.5f);
        Vector256<float> a = w, b = w, c = w, d = w, e = w, f = w, g = w, h = w, i = w, j = w, k = w, l = w;
        for (int step = 0; step < Steps; step++)
        {
            a = Vector256.MultiplyAddEstimate(a, w, w);
            b = Vector256.MultiplyAddEstimate(b, w, w);
            c = Vector256.MultiplyAddEstimate(c, w, w);
            d = Vector256.MultiplyAddEstimate(d, w, w);
            e = Vector256.MultiplyAddEstimate(e, w, w);
            f = Vector256.MultiplyAddEstimate(f, w, w);
            g = Vector256.MultiplyAddEstimate(g, w, w);
            h = Vector256.MultiplyAddEstimate(h, w, w);
            i = Vector256.MultiplyAddEstimate(i, w, w);
            j = Vector256.MultiplyAddEstimate(j, w, w);
            k = Vector256.MultiplyAddEstimate(k, w, w);
            l = Vector256.MultiplyAddEstimate(l, w, w);
        }

        // The sums are used, or the loop would be dropped.
        Vector256<float> sum = a + b + c + d + e + f + g + h + i + j + k + l;
        return sum[0] > 0f ? Vector256<float>.Count : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int MultiplyAdd128()
    {
        Vector128<float> w = Vector128.Create(0.5f);
        Vector128<float> a = w, b = w, c = w, d = w, e = w, f = w, g = w, h = w, i = w, j = w, k = w, l = w;
        for (int step = 0; step < Steps; step++)
        {
            a = Vector128.MultiplyAddEstimate(a, w, w);
            b = Vector128.MultiplyAddEstimate(b, w, w);
            c = Vector128.MultiplyAddEstimate(c, w, w);
            d = Vector128.MultiplyAddEstimate(d, w, w);
            e = Vector128.MultiplyAddEstimate(e, w, w);
            f = Vector128.MultiplyAddEstimate(f, w, w);
            g = Vector128.MultiplyAddEstimate(g, w, w);
            h = Vector128.MultiplyAddEstimate(h, w, w);
            i = Vector128.MultiplyAddEstimate(i, w, w);
            j = Vector128.MultiplyAddEstimate(j, w, w);
            k = Vector128.MultiplyAddEstimate(k, w, w);
            l = Vector128.MultiplyAddEstimate(l, w, w);
        }

        // The sums are used, or the loop would be dropped.
        Vector128<float> sum = a + b + c + d + e + f + g + h + i + j + k + l;
        return sum[0] > 0f ? Vector128<float>.Count : 0;
    }
}
