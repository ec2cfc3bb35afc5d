using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Tensors;

/// <summary>
/// The extents of a tensor, outermost first: <c>[N,C,H,W]</c> for images and feature maps, <c>[N,features]</c> after a
/// flatten, <c>[]</c> for a scalar.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>
{
    private readonly ImmutableArray<int> _extents;

    private Shape(ImmutableArray<int> extents) => _extents = extents;

    /// <summary>Makes a shape; <c>Shape s = [1, 3, 224, 224]</c> calls it.</summary>
    /// <exception cref="ArgumentException">An extent is negative, or the product exceeds 2^31 - 1 elements.</exception>
    public static Shape Create(ReadOnlySpan<int> extents)
    {
        long count = 1;
        foreach (int extent in extents)
        {
            if (extent < 0)
            {
                throw new ArgumentException($"A shape has no negative extents, got [{Join(extents)}].");
            }

            // Capped just above what is allowed, so that the next product cannot overflow either.
            count = Math.Min(count * extent, int.MaxValue + 1L);
        }

        if (count > int.MaxValue)
        {
            throw new ArgumentException(
                $"A tensor holds at most {int.MaxValue} elements, got [{Join(extents)}].");
        }

        return new Shape(ImmutableArray.Create(extents));
    }

    /// <summary>The number of axes: 4 for [N,C,H,W], 0 for a scalar.</summary>
    public int Rank => Extents.Length;

    /// <summary>The extents as a span, outermost first.</summary>
    public ReadOnlySpan<int> Extents => _extents.IsDefault ? [] : _extents.AsSpan();

    /// <summary>The number of elements: the product of the extents (1 for a scalar).</summary>
    public int Count => CountOf(..);

    /// <summary>
    /// The product of neighbouring extents: <c>CountOf(2..)</c> is H*W of [N,C,H,W]; 1 for none. It can exceed an int
    /// only in a tensor without elements; it is the largest int there.
    /// </summary>
    public int CountOf(Range axes)
    {
        long count = 1;
        foreach (int extent in Extents[axes])
        {
            count = extent == 0 ? 0 : Math.Min(count * extent, int.MaxValue);
        }

        return (int)count;
    }

    /// <summary>The extent of one axis; <c>^1</c> is the innermost.</summary>
    public int this[Index axis] => Extents[axis];

    /// <summary>The batch size N of [N,C,H,W] or [N,features].</summary>
    public int Batch => this[0];

    /// <summary>The channels C of [N,C,H,W], or the features of [N,features].</summary>
    public int Channels => this[1];

    /// <summary>The height H of [N,C,H,W]; 1 for a vector.</summary>
    public int Height => Rank > 2 ? this[2] : 1;

    /// <summary>The width W of [N,C,H,W]; 1 for a vector.</summary>
    public int Width => Rank > 3 ? this[3] : 1;

    /// <summary>The same shape with another extent on one axis.</summary>
    /// <exception cref="ArgumentException">As in <see cref="Create"/>.</exception>
    public Shape With(int axis, int extent)
    {
        int[] extents = Extents.ToArray();
        extents[axis] = extent;
        return Create(extents);
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => Extents.SequenceEqual(other.Extents);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int extent in Extents)
        {
            hash.Add(extent);
        }

        return hash.ToHashCode();
    }

    /// <summary><c>[1,64,56,56]</c>, as in every message and picture.</summary>
    public override string ToString() => $"[{Join(Extents)}]";

    /// <summary>Whether both have the same extents.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether they differ in rank or in an extent.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>Enumerates the extents, for <c>foreach</c>.</summary>
    public ReadOnlySpan<int>.Enumerator GetEnumerator() => Extents.GetEnumerator();

    private static string Join(ReadOnlySpan<int> extents) => string.Join(",", extents.ToArray());
}
