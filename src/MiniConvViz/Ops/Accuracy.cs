namespace MiniConvViz.Ops;

/// <summary>How exactly an operator's code must agree with its definition; <c>RoundingError</c> says by how much.</summary>
internal enum Accuracy
{
    /// <summary>It moves, selects, or rounds once: all code computes the same bits.</summary>
    Exact,

    /// <summary>One element in, or one pair, and one element out: each is right up to a few roundings of itself.</summary>
    Pointwise,

    /// <summary>The same, but the definition's formula cancels for some inputs, in PyTorch too.</summary>
    Cancelling,

    /// <summary>Elements are sums of many terms: they are right together, by relative L2 error.</summary>
    Summed,
}
