using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>The gates of a GRU on the CPU's vector units: each lane is one element of the state.</summary>
internal readonly unsafe struct GRUSimd : IRecurrentLanes
{
    public static int Passes(in RecurrentFormula formula) => formula.ResetsBefore == 0 ? 1 : 2;

    public static (int First, int Count) Gates(in RecurrentFormula formula, int pass) =>
        formula.ResetsBefore == 0 ? (0, 3) : pass == 0 ? (0, 2) : (2, 1);

    /// <summary>
    /// The formula of <see cref="GRUReference"/>. Where the state is reset before its product, the first pass leaves
    /// <c>z</c> in the place of that gate's product and <c>r * h</c> for the product of the second.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Run(in RecurrentRow row, int pass, int j, int lanes)
    {
        RecurrentFormula formula = row.Formula;
        Vector<float> h = RecurrentRow.Load(row.Hidden + j, lanes);
        if (formula.ResetsBefore != 0 && pass == 0)
        {
            Vector<float> reset = formula.Apply(formula.Gate, row.Sum(0, j, lanes));
            RecurrentRow.Store(reset * h, row.Cell + j, lanes);
            Vector<float> mix = formula.Apply(formula.Gate, row.Sum(1, j, lanes));
            RecurrentRow.Store(mix, row.OfInput + row.Size + j, lanes);
            return h;
        }

        Vector<float> n;
        Vector<float> z;
        if (formula.ResetsBefore != 0)
        {
            z = row.Input(1, j, lanes);
            n = formula.Apply(formula.Candidate, row.Input(2, j, lanes) + row.Recurrent(2, j, lanes));
        }
        else
        {
            Vector<float> r = formula.Apply(formula.Gate, row.Sum(0, j, lanes));
            z = formula.Apply(formula.Gate, row.Sum(1, j, lanes));
            n = formula.Apply(formula.Candidate, row.Input(2, j, lanes) + (r * row.Recurrent(2, j, lanes)));
        }

        return ((Vector<float>.One - z) * n) + (z * h);
    }
}
