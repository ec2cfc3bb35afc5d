namespace MiniConvViz.Kernels;

/// <summary>
/// How indices name places in a tensor: each row of them is one place, the offset of <see cref="Inner"/> adjacent
/// elements.
/// <code>
/// place(row) = origin(row) + sum_j indices[row*Depth + j] * Steps[j]
/// </code>
/// With GatherElements and ScatterElements a row is one index, and the origin follows from the row's own coordinates;
/// with GatherND and ScatterND a row is one index for each of the first axes.
/// </summary>
/// <example>
/// Data [5,4,7] and rows of two indices: Lengths [5,4], Steps [28,7], Inner 7, and every origin is 0.
/// </example>
/// <remarks>
/// Source: https://onnx.ai/onnx/operators/onnx__GatherElements.html and https://onnx.ai/onnx/operators/onnx__GatherND.html
/// </remarks>
internal readonly struct PlaceGeometry
{
    /// <summary>Where the indices of each row begin to count: one element of the view for each row.</summary>
    public required StridedView Origins { get; init; }

    /// <summary>How many places are named.</summary>
    public required int Rows { get; init; }

    /// <summary>Indices of each row, at most <see cref="AxisInts.MaxRank"/>.</summary>
    public required int Depth { get; init; }

    /// <summary>The extent of the axis that each index of a row counts along.</summary>
    public required AxisInts Lengths { get; init; }

    /// <summary>The stride of that axis, in elements.</summary>
    public required AxisInts Steps { get; init; }

    /// <summary>Adjacent elements at each place.</summary>
    public required int Inner { get; init; }

    /// <summary>
    /// What one index of a row adds to its place: a negative one counts from the end. An index out of range is replaced
    /// by the nearest one, and NaN by the first.
    /// </summary>
    public int Offset(int j, float index)
    {
        // Clamped before the conversion to int: the result for a larger value or NaN differs from device to device.
        int length = Lengths[j];
        float near = index < length ? index : length - 1;
        near = index >= -length ? near : -length;
        int position = (int)near;
        return (position < 0 ? position + length : position) * Steps[j];
    }

    /// <summary>Whether an index is in range: <c>-length &lt;= index &lt; length</c>.</summary>
    public bool Has(int j, float index) => index >= -Lengths[j] && index < Lengths[j];
}
