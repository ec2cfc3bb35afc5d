namespace MiniConvViz.BoundsWeaver;

/// <summary>What a slot of the evaluation stack holds.</summary>
public enum SlotKind
{
    /// <summary>A value. An address that was computed as an integer is one, too.</summary>
    Value,

    /// <summary>A reference that the runtime tracks, to a variable, field or checked element.</summary>
    Managed,

    /// <summary>A pointer: nothing says what memory it may reach.</summary>
    Native,
}
