using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Long sums in float are computed in parts. The rounding error of a sum in one run grows with the square root of its
/// length; that of a sum in parts with the root of a part's length and with that of their number, so it is least where
/// a part has about as many terms as there are parts. Relative errors in 10^-6, for rectified random inputs and
/// random weights:
/// <code>
/// terms     in one run     in parts of 512    of 128    of 64    of 32
///   144     0.16           0.16 (one part)    0.14      0.11     0.09 *
///   576     0.31           0.28               0.15      0.12     0.12 *
///  1152     0.43           0.28               0.16      0.14 *   0.14
///  2048     0.57           0.29               0.17      0.15 *   0.17
///  4608     0.86           0.30               0.19 *    0.19     0.24
/// 18432     1.69           0.31               0.26 *    0.34     0.43          * what Length chooses
/// </code>
/// Fused multiply-adds change none of these values by more than 0.01. PyTorch's errors on a CPU are 0.3 to 0.9 up to
/// 4608 terms, and 0.2 where it, too, sums in parts.
/// </summary>
internal static class GpuSumParts
{
    /// <summary>The fewest terms of a part, except the last.</summary>
    public const int Shortest = 32;

    /// <summary>
    /// Terms of a part if the totals of the parts before it are kept in the output, because registers and shared
    /// memory have no room. For 512 terms, a tile of 128 x 128 reads 512 KB; loading and storing its totals is 128
    /// KB.
    /// </summary>
    public const int InOutput = 512;

    /// <summary>The most terms of a sum in one run.</summary>
    public const int LongestRun = InOutput + (InOutput / 2);

    /// <summary>
    /// Terms of a part if the total of the parts before it is kept in a register or in shared memory: a power of two.
    /// </summary>
    /// <param name="terms">Terms of the whole sum.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Length(int terms) => terms > 4096 ? 4 * Shortest : terms > 1024 ? 2 * Shortest : Shortest;

    /// <summary>
    /// How many steps are left after the first part, which has between half and one and a half times the steps of the
    /// others. So no part is so short that loading and storing the totals takes a large share of its time.
    /// </summary>
    /// <param name="steps">Steps of the whole sum.</param>
    /// <param name="perPart">Steps of a part, a power of two.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstEnd(int steps, int perPart) => Math.Max(0, steps - (perPart / 2)) & -perPart;
}
