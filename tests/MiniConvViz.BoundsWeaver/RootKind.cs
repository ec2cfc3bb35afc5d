namespace MiniConvViz.BoundsWeaver;

/// <summary>What a pointer is taken of.</summary>
public enum RootKind
{
    /// <summary><c>stackalloc</c>.</summary>
    Stack,

    /// <summary>One variable.</summary>
    Variable,

    /// <summary><c>fixed</c> over a span.</summary>
    Span,

    /// <summary><c>fixed</c> over an array.</summary>
    Array,
}
