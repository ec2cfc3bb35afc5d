using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>The gates and states of one time step in one direction; a piece is one sequence.</summary>
internal unsafe struct RecurrentRowsJob<TLanes> : ICpuJob
    where TLanes : IRecurrentLanes
{
    public RecurrentGeometry Geometry;
    public RecurrentFormula Formula;
    public int Direction;
    public int Step;
    public int Pass;

    /// <summary>The first gate of the products with the hidden states, and how many gates they are of.</summary>
    public int FirstGate;
    public int GateCount;

    /// <summary>[T,N,D,G,H]</summary>
    public float* OfInput;

    /// <summary>[N,GateCount,H]</summary>
    public float* OfHidden;

    /// <summary>[D,N,H]</summary>
    public float* Hidden;

    /// <summary>[D,N,H]</summary>
    public float* Cell;

    /// <summary>[D,3,H], or null.</summary>
    public float* Peephole;

    /// <summary>[N], or null.</summary>
    public int* Lengths;

    /// <summary>[T,D,N,H] or [D,N,H]</summary>
    public float* Output;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int n, int worker, CpuWorkers workers)
    {
        int size = Geometry.Hidden;
        int length = Lengths == null ? Geometry.Steps : Lengths[n];
        int t = Geometry.Time(Direction, Step, length);
        int state = ((Direction * Geometry.Batch) + n) * size;
        float* output = Output + ((nint)t * Geometry.States) + state;
        if (Step >= length)
        {
            // After the end of a short sequence; its states stay as they are.
            if (Geometry.Result == RecurrentResult.Sequence)
            {
                new Span<float>(output, size).Clear();
            }

            return;
        }

        nint place = ((((nint)t * Geometry.Batch) + n) * Geometry.Directions) + Direction;
        RecurrentRow row = new()
        {
            Formula = Formula,
            Size = size,
            OfInput = OfInput + (place * Geometry.Width),
            OfHidden = OfHidden + ((((nint)n * GateCount) - FirstGate) * size),
            Hidden = Hidden + state,
            Cell = Cell + state,
            Peephole = Peephole == null ? null : Peephole + (3 * Direction * size),
        };
        for (int j = 0; j < size; j += Vector<float>.Count)
        {
            int lanes = Math.Min(Vector<float>.Count, size - j);
            RecurrentRow.Store(TLanes.Run(row, Pass, j, lanes), row.Hidden + j, lanes);
        }

        if (Geometry.Result == RecurrentResult.Sequence)
        {
            new ReadOnlySpan<float>(row.Hidden, size).CopyTo(new Span<float>(output, size));
        }
        else if (Step == length - 1)
        {
            float* last = Geometry.Result == RecurrentResult.Cell ? row.Cell : row.Hidden;
            new ReadOnlySpan<float>(last, size).CopyTo(new Span<float>(Output + state, size));
        }
    }
}
