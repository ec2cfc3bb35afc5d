namespace MiniConvViz.Ops;

/// <summary>Exact arithmetic: for the effect of errors in the inputs alone.</summary>
internal readonly struct NoRounding : IUnitRoundoff
{
    public static double Value => 0;
}
