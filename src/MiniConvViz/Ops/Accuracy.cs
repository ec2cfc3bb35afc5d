namespace MiniConvViz.Ops;

/// <summary>How an operator's code is compared with its definition.</summary>
internal enum Accuracy
{
    /// <summary>It moves, selects, or rounds once: all code computes the same bits.</summary>
    Exact,

    /// <summary>One element in, or one pair, one element out: each is right up to a few roundings of itself.</summary>
    Pointwise,

    /// <summary>The same, but the definition's formula cancels for some inputs, in PyTorch too.</summary>
    Cancelling,

    /// <summary>Elements are sums of many terms: they are right together, by relative L2 error.</summary>
    Summed,
}
