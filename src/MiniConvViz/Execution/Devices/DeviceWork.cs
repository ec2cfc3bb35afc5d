namespace MiniConvViz.Execution;

/// <summary>The amount of work that a process is going to compute.</summary>
/// <param name="MultiplyAdds">Multiply-adds for all images together.</param>
/// <param name="Images">How many images.</param>
public sealed record DeviceWork(long MultiplyAdds, int Images);
