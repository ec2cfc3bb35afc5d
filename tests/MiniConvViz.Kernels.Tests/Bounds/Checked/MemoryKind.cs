namespace MiniConvViz.Kernels.Tests;

/// <summary>Memory that kernels may access.</summary>
public enum MemoryKind
{
    /// <summary>A span that a kernel holds fixed.</summary>
    Pinned,

    /// <summary>Scratch memory that workers share.</summary>
    Scratch,
}
