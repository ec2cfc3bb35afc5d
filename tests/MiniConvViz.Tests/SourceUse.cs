namespace MiniConvViz.Tests;

/// <summary>A line of a source file that names a namespace of this repository.</summary>
/// <param name="File">The file, by its path from the root.</param>
/// <param name="Line">The line's number, from 1.</param>
/// <param name="From">The room that the file is in.</param>
/// <param name="To">The room that it names.</param>
internal sealed record SourceUse(string File, int Line, string From, string To)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}: {From} uses {To}, which lies above it or beside it";
}
