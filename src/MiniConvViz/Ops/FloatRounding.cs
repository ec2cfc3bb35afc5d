namespace MiniConvViz.Ops;

/// <summary>The rounding of float32.</summary>
internal readonly struct FloatRounding : IUnitRoundoff
{
    public static double Value => RoundingError.UnitRoundoff;
}
