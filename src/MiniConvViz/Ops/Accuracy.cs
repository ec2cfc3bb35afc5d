namespace MiniConvViz.Ops;

/// <summary>How an operator's code is compared with its definition.</summary>
internal enum Accuracy
{
    /// <summary>The operator moves, selects, or rounds once: all devices compute the same bits.</summary>
    Exact,

    /// <summary>
    /// Pointwise: each output element depends on one input element, or one pair, and is exact up to a few roundings of
    /// itself.
    /// </summary>
    Pointwise,

    /// <summary>Pointwise, but the formula has cancellation for some inputs, in PyTorch too.</summary>
    Cancelling,

    /// <summary>Elements are sums of many terms: all of them together are compared by relative L2 error.</summary>
    Summed,
}
