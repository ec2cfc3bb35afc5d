namespace MiniConvViz.Execution;

/// <summary>What came of a first run on a GPU, which compiles kernels and compares what they compute.</summary>
/// <param name="Fault">The first node that was computed wrong, and by how much; null when all are right.</param>
/// <param name="Kernels">Kernels that were compiled.</param>
/// <param name="CompileTime">How long ILGPU and the driver took to compile them. Drivers keep what they compiled, so the
/// next time is shorter.</param>
public sealed record DeviceWarmUp(string? Fault, int Kernels, TimeSpan CompileTime);
