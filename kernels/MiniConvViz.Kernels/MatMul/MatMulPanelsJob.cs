using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Multiplies a block of left rows with a panel of right columns, two vectors wide:
/// <code>
///                     right [Terms,Columns]           the panel is packed, so that it is read in order and
///                      +---+---+---+---+              padded to full width; then a register tile of every four
///                      |   | # |   |   |              rows of the block has eight vectors of accumulators, over
///                      |   | # |   |   |              all terms
///   left               +---+---+---+---+
///  +-------+           +---+---+---+---+
///  |#######| four rows |   | # |   |   |
///  |       |           |   |   |   |   |  output
///  +-------+           +---+---+---+---+
/// </code>
/// One piece is one such pair of block and panel.
/// </summary>
internal readonly unsafe struct MatMulPanelsJob : ICpuJob
{
    private const int RowsAtOnce = 4;
    private const int RowsPerBlock = 64;

    private readonly MatMulGeometry _geometry;
    private readonly float* _left;
    private readonly float* _right;
    private readonly float* _output;
    private readonly int _panels;
    private readonly int _blocks;

    public MatMulPanelsJob(in MatMulGeometry geometry, float* left, float* right, float* output)
    {
        _geometry = geometry;
        _left = left;
        _right = right;
        _output = output;
        _panels = CpuGrain.Pieces(geometry.Columns, PanelColumns);
        _blocks = CpuGrain.Pieces(geometry.Rows, RowsPerBlock);
    }

    public int Pieces => _geometry.Batches * _blocks * _panels;

    private static int PanelColumns => 2 * Vector<float>.Count;

    public void Run(int index, int worker, CpuWorkers workers)
    {
        int column = index % _panels * PanelColumns;
        int columns = Math.Min(PanelColumns, _geometry.Columns - column);
        int firstRow = index / _panels % _blocks * RowsPerBlock;
        int endRow = Math.Min(firstRow + RowsPerBlock, _geometry.Rows);
        int b = index / _panels / _blocks;
        BroadcastOffsets at = _geometry.Meeting.Offsets(b);
        float* left = _left + ((nint)at.Left * _geometry.Rows * _geometry.Terms);
        float* right = _right + ((nint)at.Right * _geometry.Terms * _geometry.Columns);
        float* output = _output + ((nint)b * _geometry.Rows * _geometry.Columns);

        float* panel = workers.Scratch(worker, checked(_geometry.Terms * PanelColumns));
        Pack(right + column, columns, panel);
        for (int r = firstRow; r < endRow; r += RowsAtOnce)
        {
            Multiply(left, r, Math.Min(RowsAtOnce, endRow - r), panel, output + column, columns);
        }
    }

    /// <summary>[Terms, panel columns]; columns past the last are zero.</summary>
    private void Pack(float* right, int columns, float* panel)
    {
        for (int t = 0; t < _geometry.Terms; t++)
        {
            Span<float> to = new(panel + ((nint)t * PanelColumns), PanelColumns);
            new ReadOnlySpan<float>(right + ((nint)t * _geometry.Columns), columns).CopyTo(to);
            to[columns..].Clear();
        }
    }

    /// <summary>
    /// Lane c of the accumulators belongs to column c of the panel. If there are fewer than four rows, the last one
    /// is repeated; the copies are computed but not stored.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(float* left, int firstRow, int rows, float* panel, float* output, int columns)
    {
        float* l0 = Row(left, firstRow, rows, 0);
        float* l1 = Row(left, firstRow, rows, 1);
        float* l2 = Row(left, firstRow, rows, 2);
        float* l3 = Row(left, firstRow, rows, 3);
        Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
        Vector<float> t0 = default, t1 = default, t2 = default, t3 = default;
        for (int t = 0; t < _geometry.Terms; t++)
        {
            Vector<float> low = Vector.Load(panel);
            Vector<float> high = Vector.Load(panel + Vector<float>.Count);
            panel += PanelColumns;
            Vector<float> factor = Vector.Create(l0[t]);
            s0 = Vector.MultiplyAddEstimate(factor, low, s0);
            t0 = Vector.MultiplyAddEstimate(factor, high, t0);
            factor = Vector.Create(l1[t]);
            s1 = Vector.MultiplyAddEstimate(factor, low, s1);
            t1 = Vector.MultiplyAddEstimate(factor, high, t1);
            factor = Vector.Create(l2[t]);
            s2 = Vector.MultiplyAddEstimate(factor, low, s2);
            t2 = Vector.MultiplyAddEstimate(factor, high, t2);
            factor = Vector.Create(l3[t]);
            s3 = Vector.MultiplyAddEstimate(factor, low, s3);
            t3 = Vector.MultiplyAddEstimate(factor, high, t3);
        }

        output += (nint)firstRow * _geometry.Columns;
        Store(s0, t0, output, columns);
        if (rows > 1)
        {
            Store(s1, t1, output + _geometry.Columns, columns);
        }

        if (rows > 2)
        {
            Store(s2, t2, output + (2 * (nint)_geometry.Columns), columns);
        }

        if (rows > 3)
        {
            Store(s3, t3, output + (3 * (nint)_geometry.Columns), columns);
        }
    }

    private float* Row(float* left, int firstRow, int rows, int r) =>
        left + ((nint)(firstRow + Math.Min(r, rows - 1)) * _geometry.Terms);

    private static void Store(Vector<float> low, Vector<float> high, float* output, int columns)
    {
        if (columns == PanelColumns)
        {
            Vector.Store(low, output);
            Vector.Store(high, output + Vector<float>.Count);
            return;
        }

        VectorTail.Store(low, output, Math.Min(columns, Vector<float>.Count));
        VectorTail.Store(high, output + Vector<float>.Count, Math.Max(columns - Vector<float>.Count, 0));
    }
}
