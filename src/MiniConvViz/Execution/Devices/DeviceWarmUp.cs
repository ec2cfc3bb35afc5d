namespace MiniConvViz.Execution;

/// <summary>The result of a first run on a GPU, which compiles kernels and compares what they compute.</summary>
/// <param name="Fault">The operator that was computed wrong, and by how much; null when the device can be
/// used.</param>
/// <param name="Kernels">Kernels that were compiled.</param>
/// <param name="CompileTime">How long ILGPU and the driver took to compile them. Drivers keep what they compiled, so the
/// next time is shorter.</param>
public sealed record DeviceWarmUp(string? Fault, int Kernels, TimeSpan CompileTime)
{
    /// <summary>Forms of kernels that are wrong, so that the device does not run them.</summary>
    public IReadOnlyList<ExcludedForm> Excluded { get; init; } = [];
}
