namespace MiniConvViz.Kernels;

/// <summary>
/// The two-sided clamp that computes ReLU and ReLU6, applied in the epilogue of other kernels:
/// <c>y = x &lt; Low ? Low : x &gt; High ? High : x</c>. NaN passes through, as in PyTorch.
/// </summary>
/// <param name="Low">Everything below becomes this; negative infinity clamps nothing.</param>
/// <param name="High">Everything above becomes this; positive infinity clamps nothing.</param>
internal readonly record struct ClampRange(float Low, float High)
{
    /// <summary>Changes nothing.</summary>
    public static ClampRange None => new(float.NegativeInfinity, float.PositiveInfinity);

    /// <summary><c>max(x, 0)</c>.</summary>
    public static ClampRange ReLU => new(0f, float.PositiveInfinity);

    /// <summary><c>min(max(x, 0), 6)</c>.</summary>
    public static ClampRange ReLU6 => new(0f, 6f);

    /// <summary>The clamped value; NaN stays NaN.</summary>
    public float Apply(float x) => x < Low ? Low : x > High ? High : x;
}
