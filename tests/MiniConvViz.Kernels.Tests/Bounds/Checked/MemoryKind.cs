namespace MiniConvViz.Kernels.Tests;

/// <summary>Memory that kernels may reach.</summary>
public enum MemoryKind
{
    /// <summary>A span that a kernel holds fixed.</summary>
    Pinned,

    /// <summary>What workers share.</summary>
    Scratch,
}
