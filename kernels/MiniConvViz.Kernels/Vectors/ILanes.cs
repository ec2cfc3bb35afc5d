namespace MiniConvViz.Kernels;

/// <summary>
/// The vectors of one width, for kernels whose lanes are independent: one source, compiled once for each
/// <see cref="LaneForm"/>. Every operation but <see cref="Sum"/> is done lane by lane.
/// </summary>
/// <typeparam name="TVector">The vector.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>How many lanes; divides <see cref="ChannelBlocks.Lanes"/>.</summary>
    static abstract int Count { get; }

    /// <summary>The same value in all lanes.</summary>
    static abstract TVector Create(float value);

    static abstract TVector Load(float* from);

    static abstract void Store(TVector vector, float* to);

    /// <summary>
    /// Prefetches a cache line, if the processor has an instruction for it; any address is allowed.
    /// </summary>
    static abstract void Prefetch(float* from);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary><c>a * b + c</c>, with one rounding if the processor has fused multiply-add.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>All lanes added up.</summary>
    static abstract float Sum(TVector vector);

    /// <summary>The larger value; NaN if either is.</summary>
    static abstract TVector Max(TVector a, TVector b);

    /// <summary><c>x &lt; low ? low : x &gt; high ? high : x</c>; NaN is kept.</summary>
    static abstract TVector Clamp(TVector x, TVector low, TVector high);
}
