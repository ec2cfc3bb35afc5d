namespace MiniConvViz.BoundsWeaver;

/// <summary>The methods that reach memory without a check, each for a reason.</summary>
public static class NamedExceptions
{
    /// <summary>Method to reason.</summary>
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["CpuWorkers.RunPieces"] = "calls the one job that CpuWorkers.For holds fixed",
        ["CpuScratch.Reserve"] = "makes its memory known itself",
        ["AlignedMemory.Allocate"] = "computes where an array begins and reads nothing",
    };
}
