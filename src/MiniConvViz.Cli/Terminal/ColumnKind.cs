namespace MiniConvViz.Cli;

/// <summary>The kind of a table's column, which decides what is cut off in a narrow terminal.</summary>
internal enum ColumnKind
{
    /// <summary>A node, a tensor or a device: shortened in the middle, since both ends distinguish names.</summary>
    Name,

    /// <summary>A description: shortened at its end.</summary>
    Text,

    /// <summary>A number with its unit: whole, or the column is dropped.</summary>
    Number,

    /// <summary>A shape or a position, or a sentence with numbers: whole, or the column is dropped.</summary>
    Shape,
}
