namespace MiniConvViz.Execution;

/// <summary>How much a process is going to compute.</summary>
/// <param name="MultiplyAdds">Multiply-adds for all images together.</param>
/// <param name="Images">How many images.</param>
public sealed record DeviceWork(long MultiplyAdds, int Images);
