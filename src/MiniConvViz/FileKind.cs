namespace MiniConvViz;

/// <summary>What a path leads to, symbolic links followed.</summary>
internal enum FileKind
{
    /// <summary>Nothing exists there, or a link leads to nothing.</summary>
    Missing,

    /// <summary>A file that has a length and can be read from any position.</summary>
    Regular,

    Folder,

    /// <summary>A pipe (a named one, or that of a process substitution), a device or a socket.</summary>
    Special,
}
