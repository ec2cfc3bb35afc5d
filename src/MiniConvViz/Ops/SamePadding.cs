namespace MiniConvViz.Ops;

/// <summary>Whether a padding follows from the input's size, and the side of an odd row or column.</summary>
public enum SamePadding
{
    /// <summary>The padding is given in numbers.</summary>
    None,

    /// <summary>One more below and on the right (ONNX's <c>SAME_UPPER</c>, TensorFlow's <c>SAME</c>).</summary>
    Upper,

    /// <summary>One more above and on the left (ONNX's <c>SAME_LOWER</c>).</summary>
    Lower,
}
