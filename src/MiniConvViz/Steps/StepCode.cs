namespace MiniConvViz.Steps;

/// <summary>
/// The code of one step, for each kind of device whose plans have such a step. An operator has one of its own; a plan
/// makes others where it fuses several operators, changes a layout, or delivers several values at once.
/// </summary>
internal sealed record StepCode
{
    /// <summary>The plain loops of the reference device.</summary>
    public Action<HostCall>? Reference { get; init; }

    /// <summary>The vector code, for given shapes and layouts.</summary>
    public Func<CpuRequest, CpuForm>? Cpu { get; init; }

    /// <summary>The kernels, for given shapes on a given GPU.</summary>
    public Func<GpuRequest, GpuForms>? Gpu { get; init; }
}
