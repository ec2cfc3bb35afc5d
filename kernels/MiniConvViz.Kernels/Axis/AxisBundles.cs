using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// Cuts the positions of <c>[Outer,Length,Inner]</c> into bundles of adjacent positions, as many as a vector has
/// lanes, so that each lane follows one position along the axis, and the bundles into pieces of work.
/// </summary>
/// <example>
/// Inner 20 and 8 lanes: bundles of 8, 8 and 4 positions, then the same for the next of Outer.
/// </example>
internal readonly unsafe struct AxisBundles
{
    private readonly int _inner;
    private readonly nint _slice;
    private readonly int _perRow;
    private readonly int _perPiece;
    private readonly int _count;

    public AxisBundles(in AxisGeometry geometry)
    {
        _inner = geometry.Inner;
        _slice = (nint)geometry.Length * geometry.Inner;
        _perRow = CpuGrain.Pieces(geometry.Inner, Vector<float>.Count);
        _perPiece = CpuGrain.ItemsPerPiece((long)geometry.Length * Vector<float>.Count);
        _count = geometry.Outer * _perRow;
    }

    /// <summary>How many pieces of work there are.</summary>
    public int Pieces => CpuGrain.Pieces(_count, _perPiece);

    /// <summary>Loads one value for each position of a bundle; the other lanes are zero.</summary>
    public static Vector<float> Load(float* from, int lanes) =>
        lanes == Vector<float>.Count ? Vector.Load(from) : VectorTail.Load(from, lanes, filler: 0f);

    /// <summary>Stores one value for each position of a bundle.</summary>
    public static void Store(Vector<float> vector, float* to, int lanes)
    {
        if (lanes == Vector<float>.Count)
        {
            Vector.Store(vector, to);
        }
        else
        {
            VectorTail.Store(vector, to, lanes);
        }
    }

    /// <summary>The first bundle of a piece.</summary>
    public int First(int piece) => piece * _perPiece;

    /// <summary>The bundle after the last one of a piece.</summary>
    public int End(int piece) => Math.Min(First(piece) + _perPiece, _count);

    /// <summary>The offset of the first value of a bundle's first position.</summary>
    public nint Start(int bundle) => (bundle / _perRow * _slice) + Column(bundle);

    /// <summary>How many positions a bundle has: all lanes, or fewer at the end of a row.</summary>
    public int Lanes(int bundle) => Math.Min(Vector<float>.Count, _inner - Column(bundle));

    /// <summary>Which of the Outer*Inner positions is a bundle's first.</summary>
    public int Position(int bundle) => (bundle / _perRow * _inner) + Column(bundle);

    /// <summary>The index of a bundle's first position among the <c>Inner</c> adjacent ones.</summary>
    private int Column(int bundle) => bundle % _perRow * Vector<float>.Count;
}
