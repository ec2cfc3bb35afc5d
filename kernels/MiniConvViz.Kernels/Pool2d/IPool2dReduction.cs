using System.Numerics;

namespace MiniConvViz.Kernels;

/// <summary>
/// The reduction of a pooling's window to one value: a maximum or a sum. Inlined by value into the loops of
/// <see cref="Pool2dJob{TReduction}"/> and <see cref="Pool2dBlockedJob{TReduction}"/>.
/// </summary>
internal unsafe interface IPool2dReduction
{
    /// <summary>
    /// The identity element, with which padding is filled: combined with a value, it gives that value.
    /// </summary>
    float Identity { get; }

    float Combine(float a, float b);

    Vector<float> Combine(Vector<float> a, Vector<float> b);

    /// <summary>The same lane by lane.</summary>
    TVector Combine<TLanes, TVector>(TVector a, TVector b)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged;

    /// <summary>Computes output row y from the reduced windows.</summary>
    void Finish(in Pool2dGeometry geometry, int y, float* outputRow);

    /// <summary>Computes one output from a window whose columns are reduced: each is one element of a row.</summary>
    /// <param name="row">The reduced columns.</param>
    /// <param name="columns">How many there are, at least one.</param>
    /// <param name="rows">How many rows each was reduced from.</param>
    float Finish(float* row, int columns, int rows);

    /// <summary>Computes one output from a reduced window, lane by lane.</summary>
    TVector Finish<TLanes, TVector>(TVector reduced, int divisor)
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged;
}
