namespace MiniConvViz.Cli;

/// <summary>What a table's column holds, which says what may be cut off where a terminal is narrow.</summary>
internal enum ColumnKind
{
    /// <summary>A node, a tensor or a device: shortened in the middle, since both ends tell names apart.</summary>
    Name,

    /// <summary>A description: shortened at its end.</summary>
    Text,

    /// <summary>A number with its unit: whole, or the column is dropped.</summary>
    Number,

    /// <summary>A shape or a position, or a sentence with numbers: whole, or the column is dropped.</summary>
    Shape,
}
