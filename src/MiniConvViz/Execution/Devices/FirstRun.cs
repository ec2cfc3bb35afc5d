namespace MiniConvViz.Execution;

/// <summary>The time that the first run of a session took.</summary>
/// <param name="Start">To open the device and to compile, or load, the kernels; 0 on a CPU.</param>
/// <param name="Run">The run itself, with all that is done once: planning, packing and copying weights.</param>
/// <param name="MultiplyAdds">The multiply-adds of the run.</param>
internal readonly record struct FirstRun(TimeSpan Start, TimeSpan Run, long MultiplyAdds);
