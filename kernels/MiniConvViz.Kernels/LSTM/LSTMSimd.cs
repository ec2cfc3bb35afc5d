using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>The gates of an LSTM on the CPU's vector units: each lane is one element of the state.</summary>
internal readonly unsafe struct LSTMSimd : IRecurrentLanes
{
    public static int Passes(in RecurrentFormula formula) => 1;

    public static (int First, int Count) Gates(in RecurrentFormula formula, int pass) => (0, 4);

    /// <summary>The formula of <see cref="LSTMReference"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Run(in RecurrentRow row, int pass, int j, int lanes)
    {
        RecurrentFormula formula = row.Formula;
        Vector<float> c = RecurrentRow.Load(row.Cell + j, lanes);
        Vector<float> i = formula.Apply(formula.Gate, row.Sum(0, j, lanes) + row.OfCell(0, j, lanes, c));
        Vector<float> f = formula.CouplesGates != 0
            ? Vector<float>.One - i
            : formula.Apply(formula.Gate, row.Sum(1, j, lanes) + row.OfCell(1, j, lanes, c));
        Vector<float> g = formula.Apply(formula.Candidate, row.Sum(2, j, lanes));
        Vector<float> next = (f * c) + (i * g);
        Vector<float> o = formula.Apply(formula.Gate, row.Sum(3, j, lanes) + row.OfCell(2, j, lanes, next));
        RecurrentRow.Store(next, row.Cell + j, lanes);
        return o * formula.Output.Apply(next);
    }
}
