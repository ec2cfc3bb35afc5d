namespace MiniConvViz.Kernels;

/// <summary>What an element that is scattered does with the one that lies at its place.</summary>
/// <remarks>PyTorch's names are <c>sum</c>, <c>prod</c>, <c>amin</c> and <c>amax</c>; these are ONNX's.</remarks>
public enum ScatterReduction
{
    /// <summary>Replaces it; of several for one place the last one stays.</summary>
    None,

    /// <summary>Is added to it.</summary>
    Add,

    /// <summary>Is multiplied with it.</summary>
    Mul,

    /// <summary>The smaller one stays; NaN before any number.</summary>
    Min,

    /// <summary>The larger one stays; NaN before any number.</summary>
    Max,
}
