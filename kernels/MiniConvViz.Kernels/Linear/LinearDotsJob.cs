using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Output features as dot products of weight rows and input rows, some of each at a time. A piece is some adjacent
/// weight rows. For several input rows they are cut into parts, so that the inputs of one part stay in the
/// first-level cache until they are multiplied with all weight rows:
/// <code>
///                 part 0     part 1
///  8 input rows  |----------|----------|-- ..
/// 12 weight rows |----------|----------|-- ..   all of part 0, then all of part 1
/// </code>
/// </summary>
/// <remarks>
/// Lane j of an accumulator holds the terms i with <c>i % lanes == j</c>, part by part, so that long sums stay
/// accurate; the lanes are added at the end, then the tail of the rows. If fewer rows are left than are computed at
/// once, the last one is repeated; the copies are computed but not stored.
/// </remarks>
internal unsafe struct LinearDotsJob : ILanesJob
{
    private const int PartTerms = 256;
    private const int RowPartTerms = 4 * PartTerms;
    private const int RowFeatures = 4;
    private const int TileFeatures = 3;
    private const int TileRows = 4;
    private const int GroupFeatures = 4 * TileFeatures;
    private const int GroupRows = 2 * TileRows;

    public LinearGeometry Geometry;
    public float* Input;
    public float* Weight;

    /// <summary>Null for none.</summary>
    public float* Bias;
    public ClampRange Clamp;
    public float* Output;

    /// <summary>
    /// Output features of a piece. A single input row is read only once, so four weight rows are enough.
    /// </summary>
    public readonly int PieceFeatures => Geometry.Rows == 1 ? RowFeatures : GroupFeatures;

    /// <inheritdoc/>
    [SkipLocalsInit]
    public readonly void Run<TLanes, TVector>(int index, int worker, CpuWorkers workers)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        TVector* sums = stackalloc TVector[GroupRows * GroupFeatures];
        int first = index * PieceFeatures;
        int last = Math.Min(first + PieceFeatures, Geometry.OutFeatures) - 1;
        int wholeVectors = Geometry.InFeatures - (Geometry.InFeatures % TLanes.Count);
        (int rowsAtOnce, int partTerms) = Geometry.Rows == 1 ? (1, RowPartTerms) : (GroupRows, PartTerms);
        for (int r = 0; r < Geometry.Rows; r += rowsAtOnce)
        {
            int rows = Math.Min(rowsAtOnce, Geometry.Rows - r);
            new Span<TVector>(sums, rowsAtOnce * GroupFeatures).Clear();
            for (int start = 0; start < wholeVectors; start += partTerms)
            {
                int end = Math.Min(start + partTerms, wholeVectors);
                AddPart<TLanes, TVector>(r, rows, first, last, start, end, sums);
            }

            Store<TLanes, TVector>(r, rows, first, last, wholeVectors, sums);
        }
    }

    /// <summary>Adds the terms from start to end to the accumulators, [GroupRows,GroupFeatures].</summary>
    private readonly void AddPart<TLanes, TVector>(
        int firstRow, int rows, int firstFeature, int lastFeature, int start, int end, TVector* sums)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        if (Geometry.Rows == 1)
        {
            AddRow<TLanes, TVector>(firstFeature, lastFeature, start, end, sums);
            return;
        }

        for (int o = firstFeature; o <= lastFeature; o += TileFeatures)
        {
            for (int r = 0; r < rows; r += TileRows)
            {
                TVector* tile = sums + (r * GroupFeatures) + (o - firstFeature);
                AddTile<TLanes, TVector>(firstRow + r, o, lastFeature, start, end, tile);
            }
        }
    }

    /// <summary>One row with four weight rows: four streams of loads saturate the bandwidth of memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddRow<TLanes, TVector>(
        int firstFeature, int lastFeature, int start, int end, TVector* sums)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        float* w0 = WeightRow(firstFeature, lastFeature);
        float* w1 = WeightRow(firstFeature + 1, lastFeature);
        float* w2 = WeightRow(firstFeature + 2, lastFeature);
        float* w3 = WeightRow(firstFeature + 3, lastFeature);
        TVector s0 = default, s1 = default, s2 = default, s3 = default;
        for (int i = start; i < end; i += TLanes.Count)
        {
            TVector x = TLanes.Load(Input + i);
            s0 = TLanes.MultiplyAdd(x, TLanes.Load(w0 + i), s0);
            s1 = TLanes.MultiplyAdd(x, TLanes.Load(w1 + i), s1);
            s2 = TLanes.MultiplyAdd(x, TLanes.Load(w2 + i), s2);
            s3 = TLanes.MultiplyAdd(x, TLanes.Load(w3 + i), s3);
        }

        sums[0] = TLanes.Add(sums[0], s0);
        sums[1] = TLanes.Add(sums[1], s1);
        sums[2] = TLanes.Add(sums[2], s2);
        sums[3] = TLanes.Add(sums[3], s3);
    }

    /// <summary>
    /// Four rows with three weight rows, twelve accumulators, each weight loaded once: with three weights and one
    /// input value at a time these are the sixteen registers of AVX2. The first four rows load the weights into the
    /// cache and leave the memory idle for the others, which prefetch the weights of the next part.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddTile<TLanes, TVector>(
        int firstRow, int firstFeature, int lastFeature, int start, int end, TVector* sums)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        float* x0 = InputRow(firstRow);
        float* x1 = InputRow(firstRow + 1);
        float* x2 = InputRow(firstRow + 2);
        float* x3 = InputRow(firstRow + 3);
        float* w0 = WeightRow(firstFeature, lastFeature);
        float* w1 = WeightRow(firstFeature + 1, lastFeature);
        float* w2 = WeightRow(firstFeature + 2, lastFeature);
        TVector s00 = default, s01 = default, s02 = default;
        TVector s10 = default, s11 = default, s12 = default;
        TVector s20 = default, s21 = default, s22 = default;
        TVector s30 = default, s31 = default, s32 = default;
        for (int i = start; i < end; i += TLanes.Count)
        {
            TLanes.Prefetch(w0 + i + PartTerms);
            TLanes.Prefetch(w1 + i + PartTerms);
            TLanes.Prefetch(w2 + i + PartTerms);
            TVector u = TLanes.Load(w0 + i);
            TVector v = TLanes.Load(w1 + i);
            TVector w = TLanes.Load(w2 + i);
            TVector x = TLanes.Load(x0 + i);
            s00 = TLanes.MultiplyAdd(x, u, s00);
            s01 = TLanes.MultiplyAdd(x, v, s01);
            s02 = TLanes.MultiplyAdd(x, w, s02);
            x = TLanes.Load(x1 + i);
            s10 = TLanes.MultiplyAdd(x, u, s10);
            s11 = TLanes.MultiplyAdd(x, v, s11);
            s12 = TLanes.MultiplyAdd(x, w, s12);
            x = TLanes.Load(x2 + i);
            s20 = TLanes.MultiplyAdd(x, u, s20);
            s21 = TLanes.MultiplyAdd(x, v, s21);
            s22 = TLanes.MultiplyAdd(x, w, s22);
            x = TLanes.Load(x3 + i);
            s30 = TLanes.MultiplyAdd(x, u, s30);
            s31 = TLanes.MultiplyAdd(x, v, s31);
            s32 = TLanes.MultiplyAdd(x, w, s32);
        }

        AddThree<TLanes, TVector>(s00, s01, s02, sums);
        AddThree<TLanes, TVector>(s10, s11, s12, sums + GroupFeatures);
        AddThree<TLanes, TVector>(s20, s21, s22, sums + (2 * GroupFeatures));
        AddThree<TLanes, TVector>(s30, s31, s32, sums + (3 * GroupFeatures));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddThree<TLanes, TVector>(TVector a, TVector b, TVector c, TVector* sums)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        sums[0] = TLanes.Add(sums[0], a);
        sums[1] = TLanes.Add(sums[1], b);
        sums[2] = TLanes.Add(sums[2], c);
    }

    /// <summary>Stores the totals of a register tile, with the terms of the tail, the bias and the clamp.</summary>
    private readonly void Store<TLanes, TVector>(
        int firstRow, int rows, int firstFeature, int lastFeature, int start, TVector* sums)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        for (int r = 0; r < rows; r++)
        {
            float* row = InputRow(firstRow + r);
            float* output = Output + ((nint)(firstRow + r) * Geometry.OutFeatures);
            for (int o = firstFeature; o <= lastFeature; o++)
            {
                float sum = TLanes.Sum(sums[(r * GroupFeatures) + (o - firstFeature)]);
                float* weights = WeightRow(o, lastFeature);
                for (int i = start; i < Geometry.InFeatures; i++)
                {
                    sum += row[i] * weights[i];
                }

                output[o] = Clamp.Apply(sum + (Bias == null ? 0f : Bias[o]));
            }
        }
    }

    private readonly float* InputRow(int r) => Input + ((nint)Math.Min(r, Geometry.Rows - 1) * Geometry.InFeatures);

    private readonly float* WeightRow(int o, int lastFeature) =>
        Weight + ((nint)Math.Min(o, lastFeature) * Geometry.InFeatures);
}
