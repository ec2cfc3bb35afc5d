namespace MiniConvViz.Execution;

/// <summary>A device by its name, and what matters for choosing and opening it.</summary>
/// <param name="Name">One of <see cref="Device.Names"/>.</param>
public sealed record DeviceRequest(string Name)
{
    /// <summary>Threads of the <c>cpu</c> device; null for all cores.</summary>
    public int? Threads { get; init; }

    /// <summary>
    /// The work to be computed, so that <c>auto</c> can choose the device that is the faster from start to end. Null
    /// where it is unknown, or where the start does not count: <c>auto</c> chooses the GPU then.
    /// </summary>
    public DeviceWork? Work { get; init; }

    /// <summary>A GPU is used without its self-test, and without regard to earlier tests: for diagnosis.</summary>
    public bool IsUntested { get; init; }

    /// <summary>
    /// Receives one line when a self-test excludes forms, and when <c>auto</c> falls back to the <c>cpu</c>.
    /// </summary>
    public Action<string>? Notice { get; init; }
}
