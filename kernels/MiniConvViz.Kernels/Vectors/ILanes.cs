namespace MiniConvViz.Kernels;

/// <summary>
/// The vectors of one width, for kernels that compute every lane by itself: one source, compiled once for each
/// <see cref="LaneForm"/>. Every operation but <see cref="Sum"/> is done lane by lane.
/// </summary>
/// <typeparam name="TVector">The vector.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>How many lanes; divides <see cref="ChannelBlocks.Lanes"/>.</summary>
    static abstract int Count { get; }

    /// <summary>The same number in all lanes.</summary>
    static abstract TVector Create(float value);

    static abstract TVector Load(float* from);

    static abstract void Store(TVector vector, float* to);

    /// <summary>
    /// Asks memory for a cache line that will be loaded soon, where the machine can be asked; any address will do.
    /// </summary>
    static abstract void Prefetch(float* from);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary><c>a * b + c</c>, in one rounding where the machine can.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>All lanes added up.</summary>
    static abstract float Sum(TVector vector);

    /// <summary>The larger number; NaN if either is.</summary>
    static abstract TVector Max(TVector a, TVector b);

    /// <summary><c>x &lt; low ? low : x &gt; high ? high : x</c>; NaN stays NaN.</summary>
    static abstract TVector Clamp(TVector x, TVector low, TVector high);
}
