using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>The values of one sequence at one time step, in one direction, in the CPU's memory.</summary>
internal unsafe struct RecurrentRow
{
    public RecurrentFormula Formula;

    /// <summary>H</summary>
    public int Size;

    /// <summary>[G,H], the products with the input.</summary>
    public float* OfInput;

    /// <summary>[G,H], the products with the hidden state.</summary>
    public float* OfHidden;

    /// <summary>[H], the hidden state.</summary>
    public float* Hidden;

    /// <summary>[H], an LSTM's cell state; what a GRU's second product reads.</summary>
    public float* Cell;

    /// <summary>[3,H], or null.</summary>
    public float* Peephole;

    /// <summary>The argument of a gate: the sum of both products.</summary>
    public readonly Vector<float> Sum(int gate, int j, int lanes) => Input(gate, j, lanes) + Recurrent(gate, j, lanes);

    /// <summary>A gate's product with the input.</summary>
    public readonly Vector<float> Input(int gate, int j, int lanes) => Load(OfInput + (gate * Size) + j, lanes);

    /// <summary>A gate's product with the hidden state.</summary>
    public readonly Vector<float> Recurrent(int gate, int j, int lanes) => Load(OfHidden + (gate * Size) + j, lanes);

    /// <summary>A peephole's product with the cell state.</summary>
    public readonly Vector<float> OfCell(int gate, int j, int lanes, Vector<float> cell) =>
        Peephole == null ? Vector<float>.Zero : Load(Peephole + (gate * Size) + j, lanes) * cell;

    public static Vector<float> Load(float* from, int lanes) => AxisBundles.Load(from, lanes);

    public static void Store(Vector<float> vector, float* to, int lanes) => AxisBundles.Store(vector, to, lanes);
}
