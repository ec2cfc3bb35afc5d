namespace MiniConvViz.Tests.Execution;

/// <summary>Where the guard page lies.</summary>
public enum GuardSide
{
    /// <summary>Right after the last value.</summary>
    After,

    /// <summary>Right before the first value.</summary>
    Before,
}
