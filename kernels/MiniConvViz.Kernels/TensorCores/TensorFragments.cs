using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// The fragments of the threads of a warp: which elements each holds for a product of 16 rows by 16 terms, in two
/// halves of 8.
/// <code>
/// lane = 4 * quarter + place            quarter 0..7, place 0..3
///
/// left  [16 rows, 8 terms]              right [8 terms, 8 columns]            accumulators [16 rows, 8 columns]
/// X: row quarter,     slot place        0: slot place,     column quarter     X, Y: row quarter,     columns 2 place,+1
/// Y: row quarter + 8, slot place        1: slot place + 4, column quarter     Z, W: row quarter + 8, columns 2 place,+1
/// Z: row quarter,     slot place + 4
/// W: row quarter + 8, slot place + 4
/// </code>
/// The hardware defines the order of slots and columns, but any term may be assigned to any slot if both factors use
/// the same assignment. So each thread has adjacent elements: four adjacent ones of 16 terms, two for each half, and
/// four adjacent ones of the 16 columns of two products.
/// </summary>
/// <remarks>Source: PTX ISA, Matrix Fragments for mma.m16n8k8, .tf32</remarks>
internal static class TensorFragments
{
    /// <summary>Rows of one product.</summary>
    public const int Rows = 16;

    /// <summary>Terms of the two halves together.</summary>
    public const int Terms = 16;

    /// <summary>The row of a left factor that a thread holds.</summary>
    /// <param name="lane">The thread: 0 to 31.</param>
    /// <param name="register">0 to 3 for X to W.</param>
    public static int Row(int lane, int register) => (lane >> 2) + ((register & 1) * 8);

    /// <summary>Its term: four adjacent ones for each thread.</summary>
    /// <param name="lane">The thread: 0 to 31.</param>
    /// <param name="register">0 to 3 for X to W.</param>
    /// <param name="half">0 or 1.</param>
    public static int Term(int lane, int register, int half) => ((lane & 3) * 4) + (half * 2) + (register >> 1);

    /// <summary>
    /// Rounds left factors and packs them in the order in which threads read them: from <c>[steps of 16 terms, 16,
    /// rows]</c> to <c>[steps, bands of 16 rows, halves, 32 threads, 4]</c>.
    /// </summary>
    /// <param name="factors">[terms, rows of a tile].</param>
    /// <param name="rows">Rows of a tile, a multiple of 16.</param>
    public static float[] Pack(ReadOnlySpan<float> factors, int rows)
    {
        float[] packed = new float[factors.Length];
        int at = 0;
        for (int step = 0; step < factors.Length; step += Terms * rows)
        {
            for (int band = 0; band < rows; band += Rows)
            {
                for (int half = 0; half < 2; half++)
                {
                    for (int lane = 0; lane < 32; lane++)
                    {
                        for (int register = 0; register < 4; register++)
                        {
                            int from = (Term(lane, register, half) * rows) + band + Row(lane, register);
                            packed[at++] = Tf32.Round(factors[step + from]);
                        }
                    }
                }
            }
        }

        return packed;
    }

    /// <summary>
    /// Which quad of terms, 0 to 3, of the right factor a thread holds: the same as of the left one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RightTerms(int lane) => lane & 3;

    /// <summary>
    /// Which of 16 columns a thread holds in the first of two products; in the second it is two columns further.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RightColumn(int lane) => ((lane >> 3) * 4) + ((lane >> 2) & 1);

    /// <summary>The first of the two rows whose accumulators a thread holds; the other is eight further.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SumRow(int lane) => lane >> 2;

    /// <summary>The first of the four adjacent columns whose accumulators it holds for two products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SumColumn(int lane) => (lane & 3) * 4;
}
