namespace MiniConvViz.Kernels;

/// <summary>
/// The values beyond the edge of a padded tensor; for <c>a b c d</c>:
/// <code>
/// Constant     v v v | a b c d | v v v
/// Reflect      d c b | a b c d | c b a
/// Replicate    a a a | a b c d | d d d
/// Circular     b c d | a b c d | a b c
/// </code>
/// </summary>
/// <remarks>Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.pad.html</remarks>
public enum PadMode
{
    /// <summary>One value everywhere.</summary>
    Constant,

    /// <summary>The tensor mirrored at its first and last element, which are not repeated.</summary>
    Reflect,

    /// <summary>The element at the edge (ONNX: <c>edge</c>).</summary>
    Replicate,

    /// <summary>The tensor again, from its other end (ONNX: <c>wrap</c>).</summary>
    Circular,
}
