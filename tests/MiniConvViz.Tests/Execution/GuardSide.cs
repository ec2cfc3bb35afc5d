namespace MiniConvViz.Tests.Execution;

/// <summary>The position of the guard page.</summary>
public enum GuardSide
{
    /// <summary>Right after the last value.</summary>
    After,

    /// <summary>Right before the first value.</summary>
    Before,
}
