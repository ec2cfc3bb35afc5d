using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>The state of a plain RNN on the CPU's vector units: each lane is one element.</summary>
internal readonly struct RNNSimd : IRecurrentLanes
{
    public static int Passes(in RecurrentFormula formula) => 1;

    public static (int First, int Count) Gates(in RecurrentFormula formula, int pass) => (0, 1);

    /// <summary>The formula of <see cref="RNNReference"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Run(in RecurrentRow row, int pass, int j, int lanes) =>
        row.Formula.Apply(row.Formula.Candidate, row.Sum(0, j, lanes));
}
