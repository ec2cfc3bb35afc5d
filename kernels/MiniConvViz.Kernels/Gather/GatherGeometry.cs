namespace MiniConvViz.Kernels;

/// <summary>
/// Sizes of picking slices of a tensor by number along one axis; what lies before and behind that axis counts as one
/// axis each.
/// </summary>
/// <remarks>
/// Shapes: <c>input [Outer,Length,Inner]</c>, <c>indices [Count]</c>, <c>output [Outer,Count,Inner]</c>.
/// Source: https://onnx.ai/onnx/operators/onnx__Gather.html; PyTorch's torch.index_select, but that indices may have
/// any shape and count from the end.
/// </remarks>
internal readonly struct GatherGeometry
{
    public required int Outer { get; init; }

    /// <summary>How many slices there are to pick from.</summary>
    public required int Length { get; init; }

    public required int Inner { get; init; }

    /// <summary>How many slices are picked.</summary>
    public required int Count { get; init; }

    /// <summary>
    /// The slice that an index means: a negative one counts from the end. What lies outside means the nearest slice,
    /// and NaN the first.
    /// </summary>
    public int Slice(float index)
    {
        // Cut to range before it becomes an int: what a larger number or NaN becomes differs from device to device.
        float near = index < Length ? index : Length - 1;
        near = index >= -Length ? near : -Length;
        int slice = (int)near;
        return slice < 0 ? slice + Length : slice;
    }

    /// <summary>Whether there is such a slice: <c>-Length &lt;= index &lt; Length</c>.</summary>
    public bool Has(float index) => index >= -Length && index < Length;
}
