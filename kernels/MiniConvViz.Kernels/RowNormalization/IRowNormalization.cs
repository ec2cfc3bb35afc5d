using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// A normalisation of rows: each element is set in relation to a centre of its row and to a sum over it.
/// <code>
/// combined = combination of the x of a row            sum, or maximum
/// center   = Center(combined, count)                  mean, or maximum
/// sum      = sum over the row of Term(x, center)      of squares, or of exponentials
/// scale    = Scale(sum, count)
/// output   = Apply(x, r, (center, scale))
/// </code>
/// The slices of a long row are each measured around a centre of their own. <see cref="Meet"/> and
/// <see cref="Shift"/> join them.
/// </summary>
internal interface IRowNormalization
{
    /// <summary>The identity element: the combination of no elements.</summary>
    float Identity { get; }

    /// <summary>Combines two values.</summary>
    float Combine(float a, float b);

    /// <summary>The centre of <paramref name="count"/> combined elements.</summary>
    float Center(float combined, int count);

    /// <summary>The term that an element adds to the sum.</summary>
    float Term(float x, float center);

    /// <summary>The centre of two parts of a row, of which the second has this share of the elements.</summary>
    float Meet(float center, float otherCenter, float otherShare);

    /// <summary>The sum around another centre.</summary>
    float Shift(float sum, int count, float center, float newCenter);

    /// <summary>The factor for <see cref="Apply"/>, computed from the whole row's sum.</summary>
    float Scale(float sum, int count);

    /// <summary>The weight of the first element of a row.</summary>
    int FirstWeight(int row);

    /// <summary>The normalised element.</summary>
    /// <param name="x">The element.</param>
    /// <param name="r">Its index in the row.</param>
    /// <param name="row">The row's centre and scale.</param>
    /// <param name="weight">Empty if the normalisation has no weights.</param>
    /// <param name="bias">As many as weights.</param>
    float Apply(float x, int r, RowScale row, ArrayView<float> weight, ArrayView<float> bias);
}
