namespace MiniConvViz.Kernels;

/// <summary>A value of a part of a row that can be joined with that of another part.</summary>
/// <typeparam name="TSelf">The struct itself.</typeparam>
internal interface IRowJoin<TSelf>
    where TSelf : unmanaged
{
    /// <summary>The value of both parts together; this part is the earlier one.</summary>
    TSelf Join(TSelf other);
}
