namespace MiniConvViz.Execution;

/// <summary>What the first run of a session took.</summary>
/// <param name="Start">To open the device and to compile, or load, the kernels; 0 on a CPU.</param>
/// <param name="Run">The run itself, with all that is done once: planning, packing and copying weights.</param>
/// <param name="MultiplyAdds">What the run computed.</param>
internal readonly record struct FirstRun(TimeSpan Start, TimeSpan Run, long MultiplyAdds);
