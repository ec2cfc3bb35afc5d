using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Which thread of a warp holds which number, where a tensor core multiplies 16 rows by 16 terms in two halves of 8.
/// <code>
/// lane = 4 * quarter + place            quarter 0..7, place 0..3
///
/// left  [16 rows, 8 terms]              right [8 terms, 8 columns]       sums [16 rows, 8 columns]
/// X: row quarter,     slot place        0: slot place,     column quarter      X, Y: row quarter,     columns 2 place, + 1
/// Y: row quarter + 8, slot place        1: slot place + 4, column quarter      Z, W: row quarter + 8, columns 2 place, + 1
/// Z: row quarter,     slot place + 4
/// W: row quarter + 8, slot place + 4
/// </code>
/// The hardware has the slots and columns in this order, but what we put there is up to us, as long as both factors
/// agree. So each thread gets numbers that lie side by side: of 16 terms four in a row, two for each half, and of 16
/// columns, two products side by side, four in a row.
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

    /// <summary>Its term: four in a row for each thread.</summary>
    /// <param name="lane">The thread: 0 to 31.</param>
    /// <param name="register">0 to 3 for X to W.</param>
    /// <param name="half">0 or 1.</param>
    public static int Term(int lane, int register, int half) => ((lane & 3) * 4) + (half * 2) + (register >> 1);

    /// <summary>
    /// Rounds left factors and puts them into the order in which threads read them: from <c>[steps of 16 terms, 16,
    /// rows]</c> to <c>[steps, bands of 16 rows, halves, 32 threads, 4]</c>.
    /// </summary>
    /// <param name="factors">Term after term, those of a tile's rows side by side.</param>
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

    /// <summary>Which four terms, 0 to 3, of the right factor a thread holds: the same as of the left one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RightTerms(int lane) => lane & 3;

    /// <summary>
    /// Of which of 16 columns, in the first of two products; in the second it is two columns further.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RightColumn(int lane) => ((lane >> 3) * 4) + ((lane >> 2) & 1);

    /// <summary>The first of the two rows whose sums a thread gets; the other is eight further.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SumRow(int lane) => lane >> 2;

    /// <summary>The first of the four columns in a row whose sums it gets from two products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SumColumn(int lane) => (lane & 3) * 4;
}
