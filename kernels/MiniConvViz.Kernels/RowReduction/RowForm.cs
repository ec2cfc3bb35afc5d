namespace MiniConvViz.Kernels;

/// <summary>How a GPU reduces rows.</summary>
internal enum RowForm
{
    /// <summary>One thread per row, which reads the row from its first element to its last.</summary>
    Thread,

    /// <summary>
    /// Several threads per row, up to a block of 256 or several blocks, which join what they have read: <see cref="RowTiling"/>.
    /// </summary>
    Block,
}
