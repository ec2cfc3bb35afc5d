using ILGPU;

namespace MiniConvViz.Kernels;

/// <summary>
/// A normalisation of rows: each element is set in relation to a centre of its row and to a sum over it.
/// <code>
/// combined = combination of the x of a row            sum, or maximum
/// center   = Center(combined, count)                  mean, or maximum
/// sum      = sum over the row of Term(x, center)      of squares, or of exponentials
/// scale    = Scale(sum, count)
/// output   = Apply(x, center, scale)
/// </code>
/// The slices of a long row are measured each around its own centre. <see cref="Meet"/> and <see cref="Shift"/> join
/// them.
/// </summary>
internal interface IRowNormalization
{
    /// <summary>The combination of no elements.</summary>
    float Nothing { get; }

    /// <summary>Two combined values become one.</summary>
    float Combine(float a, float b);

    /// <summary>The centre of so many combined elements.</summary>
    float Center(float combined, int count);

    /// <summary>What an element adds to the sum.</summary>
    float Term(float x, float center);

    /// <summary>The centre of two parts of a row, of which the second has this share of the elements.</summary>
    float Meet(float center, float otherCenter, float otherShare);

    /// <summary>The sum around another centre.</summary>
    float Shift(float sum, int count, float center, float newCenter);

    /// <summary>What <see cref="Apply"/> needs of the whole row's sum.</summary>
    float Scale(float sum, int count);

    /// <summary>Which of the weights element r of a row has, beyond <see cref="FirstWeight"/>.</summary>
    int Weight(int r);

    /// <summary>The weight of the first element of a row.</summary>
    int FirstWeight(int row);

    /// <summary>The normalised element.</summary>
    /// <param name="x">The element.</param>
    /// <param name="center">The row's centre.</param>
    /// <param name="scale">The row's scale.</param>
    /// <param name="at">The element's place among the weights.</param>
    /// <param name="weight">One weight for each place; may be empty if none is used.</param>
    /// <param name="bias">One for each place, too.</param>
    float Apply(float x, float center, float scale, int at, ArrayView<float> weight, ArrayView<float> bias);
}
