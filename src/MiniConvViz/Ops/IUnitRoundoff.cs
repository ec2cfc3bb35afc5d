namespace MiniConvViz.Ops;

/// <summary>The relative error of one rounding.</summary>
internal interface IUnitRoundoff
{
    static abstract double Value { get; }
}
