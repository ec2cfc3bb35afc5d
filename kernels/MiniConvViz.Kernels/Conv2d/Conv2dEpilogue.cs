using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// The epilogue of the im2col GEMM: stores accumulators from scratch memory in the output, with bias, residual add
/// and clamp in the same pass: <c>output = clamp(sum + bias + residual)</c>.
/// </summary>
internal static unsafe class Conv2dEpilogue
{
    /// <summary>
    /// Stores part of one output row.
    /// <code>
    /// total     = sums[x] + (isFirst ? 0 : output[x])
    /// output[x] = isLast ? clamp(total + bias + residual[x]) : total
    /// </code>
    /// </summary>
    /// <param name="sums">The accumulators of one block of terms.</param>
    /// <param name="output">
    /// Where they are stored; holds the totals of the blocks before, unless this is the first.
    /// </param>
    /// <param name="residual">
    /// What is added at the end, at the same offset as <paramref name="output"/>; null for no residual.
    /// </param>
    /// <param name="count">How many pixels.</param>
    /// <param name="bias">The channel's bias.</param>
    /// <param name="clamp">The fused activation.</param>
    /// <param name="isFirst">This is the first block of terms.</param>
    /// <param name="isLast">This is the last block of terms.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void StoreRow(
        float* sums, float* output, float* residual, int count, float bias, ClampRange clamp, bool isFirst, bool isLast)
    {
        Vector<float> low = new(clamp.Low);
        Vector<float> high = new(clamp.High);
        Vector<float> offset = new(bias);
        int x = 0;
        for (; x <= count - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector<float> total = Vector.Load(sums + x);
            if (!isFirst)
            {
                total += Vector.Load(output + x);
            }

            if (isLast)
            {
                Vector<float> added = residual == null ? offset : offset + Vector.Load(residual + x);
                total = Clamp(total + added, low, high);
            }

            total.Store(output + x);
        }

        // The tail clamps in a vector too: branches on the sign of an activation are mispredicted half the time.
        for (; x < count; x++)
        {
            float total = sums[x] + (isFirst ? 0f : output[x]);
            if (isLast)
            {
                float added = residual == null ? bias : bias + residual[x];
                total = Clamp(new Vector<float>(total + added), low, high).ToScalar();
            }

            output[x] = total;
        }
    }

    /// <summary>Every comparison with NaN is false, so NaN is neither below low nor above high and is kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Clamp(Vector<float> x, Vector<float> low, Vector<float> high)
    {
        x = Vector.ConditionalSelect(Vector.LessThan(x, low), low, x);
        return Vector.ConditionalSelect(Vector.GreaterThan(x, high), high, x);
    }
}
