namespace MiniConvViz.Kernels;

/// <summary>
/// The sizes of a layer normalisation: <c>[Outer,Length,Inner]</c>, where the <see cref="Length"/> numbers of one
/// position are normalised together and the others are the products of the axes before and after them.
/// </summary>
/// <example>
/// The last axis of [N,T,features]: Outer N*T, Length features, Inner 1. The channels of [N,C,H,W]: N, C, H*W.
/// </example>
public readonly struct LayerNormGeometry
{
    public required int Outer { get; init; }

    public required int Length { get; init; }

    public required int Inner { get; init; }

    /// <summary>Where the first number of position <paramref name="index"/> of Outer*Inner lies.</summary>
    public int First(int index) => (index / Inner * Length * Inner) + (index % Inner);
}
