namespace MiniConvViz.Kernels;

/// <summary>The accumulator of a row reduction: the value of the elements that one thread has read so far.</summary>
/// <typeparam name="TSelf">The struct itself.</typeparam>
internal interface IRowSummary<TSelf> : IRowJoin<TSelf>
    where TSelf : unmanaged
{
    /// <summary>The value with one element more.</summary>
    /// <param name="x">The element.</param>
    /// <param name="r">Its index in the row.</param>
    TSelf Add(float x, int r);
}
