namespace MiniConvViz.Kernels;

/// <summary>
/// The sizes of gathering slices of a tensor by index along one axis; the axes before and after that axis count as
/// one axis each.
/// </summary>
/// <remarks>
/// Shapes: <c>input [Outer,Length,Inner]</c>, <c>indices [Count]</c>, <c>output [Outer,Count,Inner]</c>.
/// Source: https://onnx.ai/onnx/operators/onnx__Gather.html; PyTorch's torch.index_select, except that indices may
/// have any shape and be negative.
/// </remarks>
internal readonly struct GatherGeometry
{
    public required int Outer { get; init; }

    /// <summary>How many slices the input has.</summary>
    public required int Length { get; init; }

    public required int Inner { get; init; }

    /// <summary>How many slices are gathered.</summary>
    public required int Count { get; init; }

    /// <summary>
    /// The slice of an index: a negative one counts from the end. An index out of range is replaced by the nearest
    /// slice's, and NaN by the first.
    /// </summary>
    public int Slice(float index)
    {
        // Clamped before the conversion to int: the result for a larger value or NaN differs from device to device.
        float near = index < Length ? index : Length - 1;
        near = index >= -Length ? near : -Length;
        int slice = (int)near;
        return slice < 0 ? slice + Length : slice;
    }

    /// <summary>Whether there is such a slice: <c>-Length &lt;= index &lt; Length</c>.</summary>
    public bool Has(float index) => index >= -Length && index < Length;
}
